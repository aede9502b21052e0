import { assertEquals } from "@std/assert";
import type { AuditReport } from "../../audit/audit_report.ts";
import { claimSections } from "../../audit/text/claim_rows.ts";

const MODELS = [
  { id: "a", method: "A", family: "F" },
  { id: "b", method: "B", family: "F" },
];
const REPORT: AuditReport = {
  figures: [],
  causes: [],
  practices: [],
  gains: [],
  models: MODELS,
  meanings: [],
  throughputs: [{
    modelId: "a",
    overId: "b",
    text: "9 / 10",
    ratio: 0.9,
    source: "S",
    url: "https://example.org",
    ours: [
      { ratio: 0.76, interval: [0.63, 0.78], how: "paired by rounds", conditions: "cpu" },
      { ratio: 0.5, how: "ratio of medians", conditions: "webgpu" },
    ],
  }],
};

function throughputRows(report: AuditReport) {
  return claimSections(report, false)[1]?.rows.slice(1);
}

Deno.test("claimSections() has a row for each set of conditions of ours, the claim in the first", () => {
  assertEquals(throughputRows(REPORT), [
    [
      "A over B",
      { text: "9 / 10", url: "https://example.org" },
      "0.90",
      "0.76 (0.63 to 0.78)",
      "paired by rounds (cpu)",
    ],
    ["", "", "", "0.50", "ratio of medians (webgpu)"],
  ]);
});

Deno.test("claimSections() says where there are no records of both", () => {
  const throughputs = REPORT.throughputs.map((one) => ({ ...one, ours: [] }));
  assertEquals(throughputRows({ ...REPORT, throughputs })?.[0]?.slice(3), ["", "no records"]);
});
