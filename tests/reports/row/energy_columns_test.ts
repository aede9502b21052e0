import { assertEquals, assertStringIncludes } from "@std/assert";
import { paperTable } from "../fixtures/paper_table.ts";
import { tableCsv } from "../../../reports/table/table_data.ts";
import { tableMarkdown } from "../../../reports/table/table_markdown.ts";
import { energySourceText } from "../../../reports/row/energy_columns.ts";
import { METHODS, RUN, timing } from "../fixtures/fixed_records.ts";

const ENERGY = {
  source: "nvidia-smi power.draw.instant of GPU 0 (NVIDIA L4)",
  sampledEveryMs: 100,
  problem: null,
  wattsByRound: [60],
  imagesPerJoule: { median: 1.5, low: 1.4, high: 1.6 },
};

Deno.test("images per joule stand in a column, with source and sampling rate below and in CSV", () => {
  const table = paperTable([RUN, { ...timing("deit-s", 90, 1), energy: ENERGY }], [], METHODS);
  const text = tableMarkdown(table);
  assertStringIncludes(text, "Images/J");
  assertStringIncludes(text, "GPU 0 (NVIDIA L4), every 100 ms");
  assertStringIncludes(tableCsv(table), ",images_per_joule,");
});

Deno.test("energySourceText() says what tells power, how often, and what speaks against it", () => {
  const energy = { ...ENERGY, source: "RAPL of 1 processor", sampledEveryMs: 12.5 };
  assertEquals(energySourceText({ energy }), "RAPL of 1 processor, every 12.5 ms");
  const problem = "no power sample fell into a slice";
  assertEquals(
    energySourceText({ energy: { ...energy, problem } }),
    "RAPL of 1 processor, every 12.5 ms: no power sample fell into a slice",
  );
  assertEquals(energySourceText({}), undefined);
});

Deno.test("where nothing told power, machines alone have the reason: no column, no footnote", () => {
  const problem = "this system counts no energy of the processor (RAPL)";
  const energy = {
    source: null,
    sampledEveryMs: null,
    problem,
    wattsByRound: [null],
    imagesPerJoule: null,
  };
  const table = paperTable([RUN, { ...timing("deit-s", 90, 1), energy }], [], METHODS);
  assertStringIncludes(tableCsv(table), `none: ${problem}`);
  assertEquals(tableMarkdown(table).includes("Images/J"), false);
  const known = { ...timing("dsnet-b", 60, 1), energy: ENERGY };
  const both = paperTable([RUN, { ...timing("deit-s", 90, 1), energy }, known], [], METHODS);
  assertStringIncludes(
    tableMarkdown(both),
    `Images/J is empty where nothing tells power: ${problem}`,
  );
});

Deno.test("records of before have no columns of energy", () => {
  const table = paperTable([RUN, timing("deit-s", 90, 1)], [], METHODS);
  assertEquals(tableCsv(table).includes("energy"), false);
});

Deno.test("the share of the way to the device stands among the times, with what it is below", () => {
  const row = timing("deit-s", 90, 1);
  const roofline = row.roofline && { ...row.roofline, transferShare: 0.266 };
  const text = tableMarkdown(paperTable([RUN, { ...row, roofline }], [], METHODS));
  assertStringIncludes(text, "| Of host to device (%) |");
  assertStringIncludes(text, "- Of host to device: ");
  const without = tableMarkdown(paperTable([RUN, row], [], METHODS));
  assertEquals(without.includes("Of host to device"), false);
});

Deno.test("images per joule of few rounds say so, and a note says what that is", () => {
  const energy = { ...ENERGY, imagesPerJoule: { median: 1.5, low: null, high: null } };
  const text = tableMarkdown(
    paperTable([RUN, { ...timing("deit-s", 90, 1), energy }], [], METHODS),
  );
  assertStringIncludes(text, "1.50 (too few rounds)");
  assertStringIncludes(text, "- Too few rounds: fewer than 6");
});
