// The page of several engines.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { drawCharts } from "../../../reports/charts/mod.ts";
import { reportHtml } from "../../../reports/html/mod.ts";
import { paperReport } from "../../../reports/table/paper_table.ts";
import { engineRecords, THREE_ENGINES } from "../fixtures/engine_records.ts";
import { METHODS } from "../fixtures/fixed_records.ts";

const MODELS = METHODS.map((method) => ({ ...method, family: "other" }));
const REPORT = paperReport(engineRecords(THREE_ENGINES), [], METHODS);
const HTML = reportHtml({
  ...REPORT,
  sections: [],
  models: MODELS,
  drawn: await drawCharts(REPORT.sources, MODELS),
});

/** Texts of the first group of each match. */
function found(pattern: RegExp, text: string): readonly string[] {
  return [...text.matchAll(pattern)].map(([, group = ""]) => group);
}

Deno.test("reportHtml() has a group of columns for each engine, the paper's first", () => {
  const [head = ""] = found(/<thead>([\s\S]*?)<\/thead>/g, HTML);
  assertEquals(
    found(/class="group" colspan="\d+">([^<]*)</g, head).filter((name) =>
      !/^(Params|FLOPs|Throughput|Relative)/.test(name)
    ),
    ["PyTorch (compile)", "ONNX Runtime", "OpenVINO, hint=latency"],
  );
});

Deno.test("reportHtml() opens of each figure the panel of its own engine", () => {
  const [body = ""] = found(/<tbody>([\s\S]*?)<\/tbody>/g, HTML);
  const [row = ""] = found(/<tr[^>]*>([\s\S]*?)<\/tr>/g, body);
  const opened = found(/popovertarget="(row-\d+-timing)"/g, row);
  assertEquals([...new Set(opened)], ["row-1-timing", "row-2-timing", "row-3-timing"]);
  assertStringIncludes(HTML, ">ResNet-50, PyTorch (compile): throughput</h2>");
  assertStringIncludes(HTML, ">ResNet-50: throughput</h2>");
  assertStringIncludes(HTML, "<dt>Versions of the engine</dt><dd>pytorch 2.0</dd>");
});
