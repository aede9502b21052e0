import { assertEquals, assertThrows } from "@std/assert";
import { auditGain, auditThroughputs, parseClaims } from "../../audit/claims.ts";
import { figure } from "./audit_figure.ts";
import { auditsOf, CLAIMS } from "./audit_fixture.ts";
import { RUN, timing } from "../reports/fixtures/fixed_records.ts";
import { FIGURES, PUBLISHED_CLAIMS } from "../reports/fixtures/published_fixture.ts";

/** No gain needs a count. */
const { report: REPORT } = auditsOf(() => false);

Deno.test("parseClaims() reads published/claims.csv", () => {
  const claims = CLAIMS.map(({ modelId, overId, metric, text }) => [modelId, overId, metric, text]);
  assertEquals(claims, PUBLISHED_CLAIMS);
  assertEquals(new Set(CLAIMS.map(({ read }) => read)), new Set(["second-hand"]));
});

Deno.test("parseClaims() names what is wrong", () => {
  const header =
    "model_id,model,over_id,over,metric,gain_percentage_points,obstacle,source,url,read,note";
  assertThrows(
    () => parseClaims(`${header}\na,A,b,B,top1,much,,S,u,first-hand,\n`),
    SyntaxError,
    'a gain in top1, ap_box, ap_mask such as 6.8: line 2 has "much" in "top1"',
  );
  assertThrows(
    () => parseClaims(`${header}\na,A,b,B,flops_g,1.0,,S,u,first-hand,\n`),
    SyntaxError,
    'line 2 has "1.0" in "flops_g"',
  );
  assertThrows(
    () => parseClaims(`${header}\na,A,b,B,top1,1.0,,S,u,,read second-hand\n`),
    SyntaxError,
    'Cannot read published claims as "read" must be first-hand or second-hand: line 2 has ""',
  );
  assertThrows(() => parseClaims("a,b\n"), SyntaxError, "Cannot read published claims");
});

Deno.test("auditGain() reproduces the paper's gains, and says with which baseline", () => {
  const gains = REPORT.gains.filter(({ metric }) => metric === "top1");
  assertEquals(gains.map(({ text, verdict }) => [text, verdict]), [
    ["6.8", "reproduced"],
    ["2.4", "reproduced"],
    ["1.3", "reproduced"],
  ]);
  const ofS = REPORT.gains[1]?.recomputed.map(({ text, source, holds }) => [source, text, holds]);
  assertEquals(ofS?.filter(([source]) => !String(source).startsWith("timm")), [
    ["facebookresearch/deit README_deit.md", "82.3 - 79.9 = 2.4", true],
    ["DeiT paper Table 5", "82.3 - 79.8 = 2.5", false],
    ["PaddleClas ImageNet1k README", "82.3 - 79.6 = 2.7", false],
    ["Swin paper Table 1a", "82.3 - 79.8 = 2.5", false],
  ]);
});

Deno.test("auditGain() tests no gain in AP, says why, and shows what the columns would give", () => {
  const gains = REPORT.gains.filter(({ metric }) => metric !== "top1");
  assertEquals(
    gains.map(({ text, verdict, recomputed }) => [
      text,
      verdict,
      recomputed.filter(({ holds }) => holds).map((way) => way.text).join(),
    ]),
    [
      ["6.4", "cannot be tested here", ""],
      ["6.1", "cannot be tested here", ""],
      ["5.5", "cannot be tested here", "40.2 - 34.7 = 5.5"],
      ["0.4", "cannot be tested here", "40.2 - 39.8 = 0.4"],
    ],
  );
  assertEquals(
    new Set(gains.map(({ obstacle }) => obstacle)),
    new Set([
      "no detector of DS-Net is published, neither code nor weights: AP needs training on COCO",
    ]),
  );
});

Deno.test("auditGain() differs where no baseline gives the gain, and is open without one", () => {
  const claim = {
    modelId: "a",
    overId: "b",
    metric: "top1",
    text: "2.0",
    source: "S",
    url: "u",
    read: "first-hand",
  } as const;
  const own = figure("a", "top1", "80.0");
  assertEquals(auditGain(claim, [own, figure("b", "top1", "79.0")]).verdict, "differs");
  assertEquals(auditGain(claim, [own]).verdict, "cannot be tested here");
});

Deno.test("auditThroughputs() recomputes what alignment costs from the published columns", () => {
  const ratios = auditThroughputs(FIGURES, []);
  assertEquals(ratios.map(({ overId, text, ratio, ours }) => [overId, text, ratio, ours]), [
    ["dsnet-t", "1034 / 1199", 1034 / 1199, []],
    ["dsnet-s", "510 / 582", 510 / 582, []],
    ["dsnet-b", "335 / 387", 335 / 387, []],
  ]);
});

Deno.test("auditThroughputs() puts our paired ratio beside, or the ratio of medians", () => {
  const figures = [
    figure("dsnet-b", "throughput_img_s", "387"),
    figure("dsnet-b-aligned", "throughput_img_s", "335"),
  ];
  const run = { ...RUN, settings: { ...RUN.settings, models: ["dsnet-b", "dsnet-b-aligned"] } };
  const plain = timing("dsnet-b", 10, 1);
  const aligned = timing("dsnet-b-aligned", 8, 0.85);

  function ours(anchor: string) {
    const relative = { anchor, ratio: { median: 0.85, low: 0.8, high: 0.9 } };
    const apart = { ...aligned, relative, roundsId: "other" };
    const [throughput] = auditThroughputs(figures, [run, plain, apart]);
    return throughput?.ours[0];
  }
  const paired = ours("dsnet-b");
  assertEquals([paired?.ratio, paired?.how], [0.85, "paired by rounds"]);
  const medians = ours("deit-s");
  assertEquals([medians?.ratio, medians?.how], [0.8, "ratio of medians"]);
});

Deno.test("auditThroughputs() divides rates of one graph only, and says which", () => {
  const figures = [
    figure("dsnet-b", "throughput_img_s", "387"),
    figure("dsnet-b-aligned", "throughput_img_s", "335"),
  ];
  const models = ["dsnet-b", "dsnet-b-aligned"];
  const run = { ...RUN, settings: { ...RUN.settings, models, graphs: ["plain", "fast"] as const } };
  const [throughput] = auditThroughputs(figures, [
    run,
    timing("dsnet-b", 10, 1),
    { ...timing("dsnet-b", 16, 1), graph: "fast" },
    { ...timing("dsnet-b-aligned", 8, 1), graph: "fast", roundsMs: Array(6).fill([20]) },
  ]);
  assertEquals(throughput?.ours.map(({ ratio, conditions }) => [ratio, conditions]), [
    [0.5, "Example CPU, cpu, 4 threads, size 224, batch 8, fp32, graph fast"],
  ]);
});

Deno.test("auditGain() subtracts figures as printed: 80.05 - 74.2 is 5.9, rounded half up", () => {
  const claim = {
    modelId: "a",
    overId: "b",
    metric: "top1",
    text: "5.9",
    source: "S",
    url: "u",
    read: "first-hand",
  } as const;
  const figures = [figure("a", "top1", "80.05"), figure("b", "top1", "74.2")];
  assertEquals(auditGain(claim, figures).recomputed[0]?.text, "80.05 - 74.2 = 5.9");
});

Deno.test("auditGain() takes the claim's own figure from its own source", () => {
  const claim = {
    modelId: "a",
    overId: "b",
    metric: "top1",
    text: "1.0",
    source: "S",
    url: "u",
    read: "first-hand",
  } as const;
  const figures = [figure("a", "top1", "90.0", "other"), figure("a", "top1", "80.0")];
  const { recomputed } = auditGain(claim, [...figures, figure("b", "top1", "79.0")]);
  assertEquals(recomputed.map(({ text }) => text), ["80.0 - 79.0 = 1.0"]);
});

Deno.test("auditThroughputs() divides figures of one source", () => {
  const rate = (id: string, text: string, source: string) =>
    figure(id, "throughput_img_s", text, source);
  const figures = [
    rate("dsnet-b", "387", "S"),
    rate("dsnet-b-aligned", "900", "other"),
    rate("dsnet-b-aligned", "335", "S"),
  ];
  assertEquals(auditThroughputs(figures, []).map(({ text }) => text), ["335 / 387"]);
});
