import { assertEquals } from "@std/assert";
import { parse } from "csv-parse/sync";
import { selectAudit } from "../../audit/audit_selection.ts";
import { auditCsv, auditJson } from "../../audit/text/audit_table.ts";
import { auditsOf } from "./audit_fixture.ts";

const { report: REPORT } = auditsOf(({ family }) => family === "DS-Net");

const HEADER =
  "kind,model_id,model,metric,source,published,ours,ratio,verdict,detail,answer,odds_bits,causes,url";

Deno.test("auditCsv() has one row a figure or claim, with exact counts", () => {
  const report = selectAudit(REPORT, { models: ["dsnet-t-aligned"], source: "DS-Net paper" });
  const [header, params, flops, ...others] = auditCsv(report).split("\r\n");
  assertEquals(header, HEADER);
  const source = '"DS-Net paper (arXiv 2105.14734), classification table"';
  const url = "https://arxiv.org/abs/2105.14734";
  assertEquals(
    params,
    `figure,dsnet-t-aligned,DS-Net-T*,params_m,${source},10.5,10534312,0.9967,` +
      `reproduced,reproduced,,,,${url}`,
  );
  assertEquals(
    flops,
    `figure,dsnet-t-aligned,DS-Net-T*,flops_g,${source},1.8,1832336768,0.9824,` +
      `reproduced,reproduced,,,,${url}`,
  );
  assertEquals(others.map((line) => line.split(",")[0]), [
    "figure",
    "figure",
    "gain",
    "throughput ratio",
    "",
  ]);
});

Deno.test("auditCsv() keeps what cannot be tested empty, never 0", () => {
  const rows = parse<Readonly<Record<string, string>>>(auditCsv(REPORT), { columns: true });
  const open = rows.filter(({ verdict }) => verdict === "cannot be tested here");
  assertEquals(
    new Set(open.filter(({ kind }) => kind === "figure").map(({ ours }) => ours)),
    new Set([""]),
  );
});

Deno.test("auditCsv() says why a gain cannot be tested here, then what the columns give", () => {
  const rows = parse<Readonly<Record<string, string>>>(auditCsv(REPORT), { columns: true });
  const gains = rows.filter(({ kind, published }) => kind === "gain" && published === "0.4");
  assertEquals(
    gains.map(({ metric, verdict, ours, detail = "" }) => [
      metric,
      verdict,
      ours,
      ...detail.split(" | ").filter((text) => /^no |0\.4/.test(text)),
    ]),
    [[
      "ap_mask over swin-t-mask-rcnn",
      "cannot be tested here",
      "",
      "no detector of DS-Net is published, neither code nor weights: AP needs training on COCO",
      "40.2 - 39.8 = 0.4 (Swin-Transformer-Object-Detection README)",
    ]],
  );
});

Deno.test("auditJson() sums up and keeps exact counts and ids of causes", () => {
  const report = selectAudit(REPORT, { models: ["dsnet-b"], source: "DS-Net paper" });
  const { summary, figures, causes } = JSON.parse(auditJson(report));
  assertEquals(summary, {
    figures: 4,
    reproduced: 0,
    differs: 2,
    explained: 0,
    consistentWithSeveral: 0,
    unexplained: 2,
    cannotBeTestedHere: 2,
  });
  const [params] = figures;
  assertEquals([params.figure.text, params.count], ["48.8", 41_813_640]);
  const { network, part, rule, explains } = causes[params.why.nearest];
  assertEquals([network, part, rule], ["aligned", "no-classifier", ""]);
  assertEquals(explains.map(({ count }: { count: number }) => count), [48_830_752]);
});

Deno.test("auditCsv() has a row for each set of conditions under which we timed a pair", () => {
  const [throughput] = REPORT.throughputs;
  if (throughput === undefined) throw new Error("Cannot test without published throughputs");
  const ours = [
    { ratio: 0.75, interval: [0.7, 0.8], how: "paired by rounds", conditions: "cpu" },
    { ratio: 0.5, how: "ratio of medians", conditions: "webgpu" },
  ] as const;
  const report = { ...REPORT, figures: [], gains: [], throughputs: [{ ...throughput, ours }] };
  const rows = parse<Readonly<Record<string, string>>>(auditCsv(report), { columns: true });
  assertEquals(rows.map((row) => [row["ours"], row["detail"]]), [
    ["0.75", `${throughput.text} | paired by rounds, 95 % 0.70 to 0.80; cpu`],
    ["0.5", `${throughput.text} | ratio of medians; webgpu`],
  ]);
});
