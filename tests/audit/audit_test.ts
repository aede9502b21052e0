// What the audit of the published figures finds by itself.

import { assertEquals, assertThrows } from "@std/assert";
import type { AuditedFigure } from "../../audit/audit_report.ts";
import { causeText } from "../../audit/text/audit_text.ts";
import { figure } from "./audit_figure.ts";
import { answerOf, auditedIn, auditsOf } from "./audit_fixture.ts";

const { report: REPORT, auditOf } = auditsOf(({ task }) => task === "classification");

const PAPER = "DS-Net paper";
const DEITS = ["t", "s", "b"].flatMap((size) => [`deit-${size}`, `deit-${size}-distilled`]);
const RESNETS = [18, 34, 50, 101, 152].map((depth) => `resnet${depth}`);

function audited(model: string, metric: string, source: string): AuditedFigure {
  return auditedIn(REPORT, model, metric, source);
}

/** Verdicts of the paper's rows, `model: text`. */
function paperVerdicts(metric: string): readonly string[] {
  return REPORT.figures
    .filter(({ figure }) => figure.metric === metric && figure.source.startsWith(PAPER))
    .map(({ model, verdictText }) => `${model.method}: ${verdictText}`);
}

Deno.test("audit() finds that the paper's parameters follow but for S and B", () => {
  assertEquals(paperVerdicts("params_m"), [
    "DS-Net-T: reproduced",
    "DS-Net-T*: reproduced",
    "DS-Net-S: differs by 1 in the last place",
    "DS-Net-S*: reproduced",
    "DS-Net-B: differs (x1.17)",
    "DS-Net-B*: reproduced",
  ]);
});

Deno.test("audit() finds that the paper's FLOPs follow but for B and B*", () => {
  assertEquals(paperVerdicts("flops_g"), [
    "DS-Net-T: reproduced",
    "DS-Net-T*: reproduced",
    "DS-Net-S: reproduced",
    "DS-Net-S*: reproduced",
    "DS-Net-B: differs (x1.06)",
    "DS-Net-B*: differs by 1 in the last place",
  ]);
  assertEquals(audited("dsnet-b", "params_m", PAPER).count, 41_813_640);
  assertEquals(audited("dsnet-b", "flops_g", PAPER).count, 7_179_416_256);
});

Deno.test("audit() leaves the rows of DS-Net that differ unexplained, and names the nearest", () => {
  const rows = [
    ["dsnet-b", "params_m", "with alignment; classifier left out"],
    ["dsnet-b", "flops_g", "with alignment; FLOPs: conv-only"],
    ["dsnet-s", "params_m", "with attn_down"],
    ["dsnet-b-aligned", "flops_g", "full grid in the last stage"],
  ] as const;
  for (const [model, metric, text] of rows) {
    const { why } = audited(model, metric, PAPER);
    const nearest = why?.nearest === undefined ? undefined : REPORT.causes[why.nearest];
    assertEquals([why?.answer, why?.causes], ["unexplained", []]);
    assertEquals(nearest && causeText(nearest, REPORT), text);
  }
});

/** What must be found: source, models, metric, and the rule that is named. */
const FINDINGS: readonly (readonly [string, readonly string[], string, string])[] = [
  ["pt210-cu121", [...DEITS, "vit-b16"], "flops_g", "FLOPs: fvcore-fused-attention"],
  ["pt240-cu124", [...DEITS, "vit-b16", "swin-t", "resnet50"], "flops_g", "FLOPs: fvcore"],
  ["dynamo", [...DEITS, "vit-b16", "swin-b", "regnety-16gf"], "flops_g", "FLOPs: fvcore"],
  ["ptflops README", RESNETS, "flops_g", "FLOPs: mmcv"],
  ["calflops README", RESNETS, "flops_g", "FLOPs: calflops-flops (the same: deepspeed-flops)"],
  [
    "PaddleClas ImageNet1k",
    [...DEITS, "vit-b16", "swin-b", "resnet50"],
    "params_m",
    "params: running statistics counted, bare parameters left out",
  ],
  [
    "PaddleClas ImageNet1k",
    [...DEITS, "vit-b16", "swin-b", "resnet50"],
    "flops_g",
    "FLOPs: thop-legacy (the same: paddle)",
  ],
];

for (const [source, models, metric, cause] of FINDINGS) {
  Deno.test(`audit() explains ${metric} of ${source}: ${cause}`, () => {
    for (const model of models) {
      assertEquals(answerOf(audited(model, metric, source), REPORT), ["explained", cause]);
    }
  });
}

Deno.test("audit() says that digits do not decide by which rule timm once counted Swin", () => {
  assertEquals(answerOf(audited("swin-s", "flops_g", "pt210-cu121"), REPORT), [
    "consistent with several",
    "FLOPs: fvcore",
    "FLOPs: ultralytics-thop",
  ]);
});

Deno.test("audit() does not explain whole numbers that fit no way of rounding", () => {
  const deit = audited("deit-t", "params_m", "DeiT paper Table 5");
  assertEquals([deit.figure.text, deit.count, deit.verdict], ["5", 5_717_416, "differs"]);
  assertEquals(answerOf(deit, REPORT), ["unexplained"]);
});

Deno.test("audit() names no input size for parameters without a position table", () => {
  const texts = REPORT.causes
    .filter(({ metric, family }) => metric === "params_m" && family === "ResNet")
    .map((cause) => causeText(cause, REPORT));
  assertEquals(texts.filter((text) => text.includes("input")), []);
});

Deno.test("audit() tests neither accuracy nor the throughput of other devices", () => {
  for (const metric of ["top1", "throughput_img_s"]) {
    const { verdict, count, ratio, why } = audited("dsnet-b", metric, PAPER);
    assertEquals([verdict, count, ratio, why], [
      "cannot be tested here",
      undefined,
      undefined,
      undefined,
    ]);
  }
});

Deno.test("audit() explains a made-up figure by FLOPs or input area", () => {
  const made: readonly (readonly [model: string, text: string, cause: string])[] = [
    ["deit-b", "35.128", "FLOPs: flop2 (the same: torch-flop-counter)"],
    ["resnet50", "16.351", "input 448x448"],
  ];
  for (const [model, text, cause] of made) {
    const report = auditOf([figure(model, "flops_g", text)]);
    assertEquals(report.figures.map((one) => answerOf(one, report)), [["explained", cause]]);
  }
});

Deno.test("audit() says that nothing fits where nothing does", () => {
  const report = auditOf([figure("resnet50", "flops_g", "123.456")]);
  assertEquals(
    report.figures.map(({ why, hints, ratio }) => [why?.answer, why?.nearest, hints, ratio]),
    [
      ["unexplained", undefined, [], 123.456e9 / 4_089_184_256],
    ],
  );
});

Deno.test("audit() hints at the ratio where no candidate fits", () => {
  // 20.9 x the count: the input area of 1024x1024, which no candidate has.
  const report = auditOf([figure("resnet50", "flops_g", "85.4639")]);
  assertEquals(report.figures[0]?.hints, ["ratio 20.90: input area, 1024x1024 against 224x224"]);
});

Deno.test("audit() refuses a figure of an unknown model", () => {
  assertThrows(
    () => auditOf([figure("alexnet", "params_m", "61")]),
    RangeError,
    'Cannot audit a figure of "alexnet" as the models do not have it: add it',
  );
});

Deno.test("audit() has the figures of a model together, its metrics in the order of the source", () => {
  const { figures } = auditOf([
    figure("resnet50", "params_m", "25.6"),
    figure("resnet18", "flops_g", "1.8"),
    figure("resnet50", "flops_g", "4.1"),
    figure("resnet18", "params_m", "11.7"),
  ]);
  assertEquals(figures.map(({ figure }) => figure.text), ["11.7", "1.8", "25.6", "4.1"]);
});

Deno.test("audit() hints at what a ratio looks like only where nothing explains a figure", () => {
  // Twice the multiply-adds of five ResNets: the rule says it, and is no hint.
  const twice = ["3.628", "7.328", "8.178", "15.603", "23.027"];
  const { figures } = auditOf(RESNETS.map((id, i) => figure(id, "flops_g", twice[i] ?? "")));
  assertEquals(figures.every(({ why }) => why?.answer === "explained"), true);
  assertEquals(figures.flatMap(({ hints }) => hints), []);
});
