import { assertEquals } from "@std/assert";
import { engineWays } from "../../../reports/sections/engine_ways.ts";
import { likenessTable } from "../../../reports/sections/order_likeness.ts";
import { paperReport } from "../../../reports/table/paper_table.ts";
import type { BenchRecord } from "../../../bench/record/record.ts";
import {
  engineRecords,
  type EngineRows,
  NETWORKS,
  OPENVINO,
  ORT,
  PACE,
  PYTORCH,
  THREE_ENGINES,
} from "../fixtures/engine_records.ts";
import { METHODS } from "../fixtures/fixed_records.ts";
import { FIGURES } from "../fixtures/published_fixture.ts";

function likeness(records: readonly BenchRecord[], figures = FIGURES.slice(0, 0)) {
  const { sources } = paperReport(records, figures, METHODS);
  return engineWays(sources).flatMap(({ ways }) => likenessTable(ways)?.rows ?? []);
}

function of(...rows: readonly EngineRows[]) {
  return likeness(engineRecords(rows));
}

/** Rates of the five networks, in order. */
function rates(...values: readonly number[]) {
  return Object.fromEntries(NETWORKS.map((id, index) => [id, values[index] ?? 1]));
}

Deno.test("likenessTable() has tau-b of each two engines, on the networks that both timed", () => {
  // OpenVINO lacks one network and has ResNet-50 before DeiT-S: 5 of 6 pairs, so (5 - 1) / 6.
  assertEquals(likeness(engineRecords(THREE_ENGINES)), [
    ["PyTorch (compile)", "ONNX Runtime", "5", "1.00", "1.00 to 1.00"],
    ["PyTorch (compile)", "OpenVINO, hint=latency", "4", "0.67", "0.67 to 0.67"],
    ["ONNX Runtime", "OpenVINO, hint=latency", "4", "0.67", "0.67 to 0.67"],
  ]);
});

Deno.test("likenessTable() is -1 upside down, and leaves open what the rounds do not settle", () => {
  const falling = { use: ORT, rates: rates(5, 4, 3, 2, 1) };
  const rising = { use: PYTORCH, rates: rates(1, 2, 3, 4, 5) };
  assertEquals(of(falling, rising).map((row) => row.slice(2)), [["5", "-1.00", "-1.00 to -1.00"]]);
  // The last two change places from round to round: 9 pairs are settled, one is not.
  const open = {
    ...rates(5, 4, 3),
    "deit-s": PACE.map((_, round) => round % 2 === 0 ? 1 : 1.2),
    "resnet50": PACE.map((_, round) => round % 2 === 0 ? 1.1 : 1),
  };
  assertEquals(of(falling, { use: OPENVINO, rates: open })[0]?.slice(4), ["0.80 to 1.00"]);
});

Deno.test("likenessTable() says when networks or rounds are too few", () => {
  const three = (use: EngineRows["use"]) => ({
    use,
    rates: { "deit-t": 5, "dsnet-t": 4, "deit-s": 3 },
  });
  assertEquals(of(three(ORT), three(PYTORCH)).map((row) => row.slice(2)), [
    ["3", "", "too few networks"],
  ]);
  const afterRounds = (count: number) =>
    likeness(
      engineRecords(THREE_ENGINES.slice(0, 2)).map((record) =>
        record.kind === "timing" ? { ...record, roundsMs: record.roundsMs.slice(0, count) } : record
      ),
    ).map((row) => row.slice(2));
  assertEquals(afterRounds(5), [["5", "1.00", "too few rounds"]]);
  assertEquals(afterRounds(6), [["5", "1.00", "1.00 to 1.00"]]);
});

Deno.test("likenessTable() says when joined records have lost their samples", () => {
  const bare = (record: BenchRecord) =>
    record.kind === "timing" ? { ...record, roundsMs: record.roundsMs.map(() => []) } : record;
  const [row] = likeness(engineRecords(THREE_ENGINES.slice(0, 2)).map(bare));
  assertEquals(row?.slice(3), ["1.00", "no samples"]);
});

Deno.test("likenessTable() settles networks of several parts by the anchor of each", () => {
  const parts = (isAnchored: boolean) =>
    engineRecords(THREE_ENGINES.slice(0, 2)).flatMap((record): readonly BenchRecord[] => {
      if (record.kind !== "timing") return [record];
      const isApart = record.model === "resnet50" || record.model === "dsnet-t";
      if (isApart) return [{ ...record, roundsId: "part 2" }];
      const isAnchor = record.model === "deit-s";
      return isAnchor && isAnchored ? [{ ...record, roundsId: "part 2" }, record] : [record];
    });
  assertEquals(likeness(parts(true)).map((row) => row[4]), ["1.00 to 1.00"]);
  assertEquals(likeness(parts(false)).map((row) => row[4]), ["parts of the run without an anchor"]);
});

Deno.test("likenessTable() holds engines against each source that prints enough networks", () => {
  const models = ["deit-s", "resnet50", "deit-t", "dsnet-t"];
  const figures = models.map((modelId, index) => ({
    ...FIGURES.find(({ metric }) => metric === "throughput_img_s") as typeof FIGURES[number],
    modelId,
    value: 100 - index,
    source: "DeiT paper Table 5",
  }));
  const row = { "deit-s": 40, "resnet50": 30, "deit-t": 20, "dsnet-t": 10 };
  const records = engineRecords([{ use: ORT, rates: row }, { use: PYTORCH, rates: row }]);
  assertEquals(likeness(records, figures).slice(1), [
    ["PyTorch (compile)", "published: DeiT paper Table 5", "4", "1.00", "1.00 to 1.00"],
    ["ONNX Runtime", "published: DeiT paper Table 5", "4", "1.00", "1.00 to 1.00"],
  ]);
});

Deno.test("likenessTable() has orders of too few networks only where there are no others", () => {
  const [usual, other] = THREE_ENGINES as readonly [EngineRows, EngineRows];
  const few = { use: OPENVINO, rates: { "deit-t": 5, "dsnet-t": 4, "deit-s": 3 } };
  const pairs = likeness(engineRecords([usual, other, few])).map((row) => row.slice(0, 3));
  assertEquals(pairs, [["PyTorch (compile)", "ONNX Runtime", "5"]]);
});

Deno.test("likenessTable() names the source with most networks where none prints enough", () => {
  const of = (modelId: string, source: string) => ({
    ...FIGURES.find(({ metric }) => metric === "throughput_img_s") as typeof FIGURES[number],
    modelId,
    source,
  });
  const paper = "DS-Net paper (arXiv 2105.14734), classification table";
  const figures = [
    of("dsnet-t", paper),
    of("deit-s", "DeiT paper Table 5"),
    of("resnet50", "DeiT paper Table 5"),
  ];
  const row = { "deit-s": 40, "resnet50": 30, "dsnet-t": 10 };
  const records = engineRecords([{ use: ORT, rates: row }, { use: PYTORCH, rates: row }]);
  assertEquals(likeness(records, figures).slice(1).map((cells) => cells.slice(1)), [
    ["published: DeiT paper Table 5", "2", "", "too few networks"],
    ["published: DeiT paper Table 5", "2", "", "too few networks"],
  ]);
});
