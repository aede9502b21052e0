import { assertEquals } from "@std/assert";
import type { TimingRecord } from "../../../bench/record/record.ts";
import { pairCostTable } from "../../../reports/sections/pair_cost_table.ts";
import { timing } from "../fixtures/fixed_records.ts";

const FPN = { model: "x-fpn", label: "X FPN", params: 20e6, macs: 100e9 };
const DS_FPN = { model: "x-dsfpn", label: "X DS-FPN", params: 25e6, macs: 150e9 };
const PAIRS = [{ model: "x-dsfpn", base: "x-fpn" }];

Deno.test("pairCostTable() gives difference and ratio of parameters and multiply-adds", () => {
  assertEquals(pairCostTable([DS_FPN, FPN], PAIRS), {
    header: [
      "Method",
      "Params (M)",
      "Params added (M)",
      "Params ratio",
      "MACs (G)",
      "MACs added (G)",
      "MACs ratio",
    ],
    align: ["left", "right", "right", "right", "right", "right", "right"],
    rows: [
      ["X FPN", "20.00", "", "", "100.00", "", ""],
      ["X DS-FPN", "25.00", "+5.00", "1.250", "150.00", "+50.00", "1.500"],
    ],
  });
});

Deno.test("pairCostTable() adds throughput where it was measured, its ratio round by round", () => {
  const timed = [
    { ...FPN, timing: { ...timing("x-fpn", 8, 1), roundsMs: Array(6).fill([10]) } },
    { ...DS_FPN, timing: { ...timing("x-dsfpn", 4, 1), roundsMs: Array(6).fill([20]) } },
  ];
  const table = pairCostTable(timed, PAIRS);
  assertEquals(table?.header.slice(7), ["Images/s", "Images/s added", "Images/s ratio"]);
  assertEquals(table?.rows.map((row) => row.slice(7)), [
    ["8.00 (7.00 to 9.00)", "", ""],
    ["4.00 (3.00 to 5.00)", "-4.00", "0.500 (0.500 to 0.500)"],
  ]);
});

Deno.test("pairCostTable() gives no difference in throughput that the rounds do not resolve", () => {
  const cells = (own: TimingRecord["roundsMs"]) =>
    pairCostTable([
      { ...FPN, timing: { ...timing("x-fpn", 8, 1), roundsMs: Array(6).fill([10]) } },
      { ...DS_FPN, timing: { ...timing("x-dsfpn", 4, 1), roundsMs: own } },
    ], PAIRS)?.rows[1]?.slice(8);
  assertEquals(cells([[8], [16], [20], [20], [20], [20]]), [
    "not resolved",
    "0.500 (0.500 to 1.250)",
  ]);
  assertEquals(cells([[20]]), ["not resolved", "0.500 (too few rounds)"]);
});

Deno.test("pairCostTable() has one line for a base of several, and none of unlike graphs", () => {
  const pairs = [...PAIRS, { model: "x-other", base: "x-fpn" }];
  const other = { ...FPN, model: "x-other", label: "X other", params: undefined };
  assertEquals(pairCostTable([FPN, DS_FPN, other], pairs)?.rows.map(([label]) => label), [
    "X FPN",
    "X DS-FPN",
    "X other",
  ]);
  assertEquals(pairCostTable([FPN, other], pairs)?.rows[1]?.slice(1, 4), ["", "", ""]);
  assertEquals(pairCostTable([{ ...FPN, graph: "fast" }, DS_FPN], PAIRS), undefined);
  assertEquals(pairCostTable([DS_FPN], PAIRS), undefined);
});
