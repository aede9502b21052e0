// What the audit of the published figures finds by itself.

import { assertEquals, assertThrows } from "@std/assert";
import type { AuditedFigure } from "../../audit/audit_report.ts";
import { holdsText } from "../../audit/audit_text.ts";
import { figure } from "./audit_figure.ts";
import { auditedIn, auditsOf, causesNamed } from "./audit_fixture.ts";

const { report: REPORT, auditOf } = auditsOf(({ task }) => task === "classification");

const PAPER = "DS-Net paper";

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

Deno.test("audit() names what fits both figures of unaligned B, and that T and S do not follow", () => {
  const causes = causesNamed(audited("dsnet-b", "params_m", PAPER), REPORT);
  assertEquals(Object.keys(causes), [
    "with alignment; classifier left out; FLOPs: conv-only",
    "with alignment; classifier left out; FLOPs: torchinfo",
  ]);
  const [cause] = Object.values(causes);
  assertEquals(cause?.explains.map(({ fits }) => fits.map(({ candidate }) => candidate.count)), [
    [48_830_752, 7_559_854_848],
  ]);
  assertEquals(
    cause && holdsText(cause, REPORT),
    "holds for DS-Net-B; DS-Net-T, DS-Net-T*, DS-Net-S, DS-Net-S*, DS-Net-B* do not follow it",
  );
  assertEquals(causesNamed(audited("dsnet-b", "flops_g", PAPER), REPORT), causes);
});

Deno.test("audit() names attn_down and rounding up for S, with where they hold", () => {
  const causes = causesNamed(audited("dsnet-s", "params_m", PAPER), REPORT);
  assertEquals(Object.keys(causes), ["params: printed rounded up", "with attn_down"]);
  assertEquals(causes["with attn_down"]?.holdsFor, ["dsnet-t", "dsnet-s"]);
});

Deno.test("audit() names the full grid for B*, which the other aligned networks do not follow", () => {
  const causes = causesNamed(audited("dsnet-b-aligned", "flops_g", PAPER), REPORT);
  assertEquals(Object.keys(causes), ["full grid in the last stage"]);
  assertEquals(causes["full grid in the last stage"]?.failsFor, [
    ...["dsnet-t-aligned", "dsnet-s", "dsnet-s-aligned", "dsnet-b"],
  ]);
});

Deno.test("audit() tells timm's GMACs with attention from those of PyTorch 2.1 without", () => {
  const since = audited("deit-s", "flops_g", "pt240-cu124");
  const without = audited("deit-s", "flops_g", "pt210-cu121");
  assertEquals([since.figure.text, without.figure.text], ["4.61", "4.25"]);
  assertEquals(Object.keys(causesNamed(since, REPORT)), ["FLOPs: fvcore"]);
  assertEquals(Object.keys(causesNamed(without, REPORT)), ["FLOPs: fvcore-fused-attention"]);
  for (const timm of [since, without]) {
    const [cause] = Object.values(causesNamed(timm, REPORT));
    assertEquals([cause?.holdsFor.length, cause?.failsFor], [6, []]);
  }
});

Deno.test("audit() finds what PaddleClas counts, down to its own first shortcut of ResNet-34", () => {
  const source = "PaddleClas ImageNet1k README";
  const deit = Object.keys(causesNamed(audited("deit-s", "params_m", source), REPORT));
  assertEquals(
    deit.at(-1)?.replaceAll(/ \([^)]*\)/g, ""),
    [
      "params: bare parameters left out; FLOPs: thop-legacy",
    ].join(),
  );
  const resnet = Object.values(causesNamed(audited("resnet34", "params_m", source), REPORT));
  assertEquals(resnet.map(({ holdsFor }) => holdsFor.length), [5, 5]);
  assertEquals(
    resnet[1]?.explains[0]?.fits.map(({ candidate, printing }) => [
      candidate.network,
      candidate.rule,
      candidate.count,
      printing.id,
    ]),
    [
      ["first-projection", "running-statistics", 21_819_048, "truncated"],
      ["first-projection", "thop-legacy", 3_684_509_696, ""],
    ],
  );
});

Deno.test("audit() knows a figure that was truncated", () => {
  const deit = audited("deit-t", "params_m", "DeiT paper Table 5");
  assertEquals([deit.figure.text, deit.count, deit.verdict], ["5", 5_717_416, "differs"]);
  assertEquals(Object.keys(causesNamed(deit, REPORT))[0], "params: printed truncated, not rounded");
});

Deno.test("audit() finds other tools' FLOPs", () => {
  assertEquals(Object.keys(causesNamed(audited("resnet50", "flops_g", "calflops"), REPORT)), [
    "FLOPs: calflops-flops (the same: deepspeed-flops)",
  ]);
  assertEquals(Object.keys(causesNamed(audited("resnet50", "flops_g", "ptflops"), REPORT)), [
    "FLOPs: mmcv",
  ]);
});

Deno.test("audit() tests neither accuracy nor the throughput of other devices", () => {
  for (const metric of ["top1", "throughput_img_s"]) {
    const { verdict, count, ratio, causes } = audited("dsnet-b", metric, PAPER);
    assertEquals([verdict, count, ratio, causes], [
      "cannot be tested here",
      undefined,
      undefined,
      [],
    ]);
  }
});

Deno.test("audit() explains a made-up figure by FLOPs, input area or attention left out", () => {
  const made: readonly (readonly [model: string, text: string, cause: string])[] = [
    ["deit-b", "35.13", "FLOPs: flop2 (the same: torch-flop-counter)"],
    ["resnet50", "16.351", "input 448x448"],
    ["deit-s", "4.2412", "FLOPs: conv-linear (the same: thop, calflops-macs)"],
  ];
  for (const [model, text, cause] of made) {
    const report = auditOf([figure(model, "flops_g", text)]);
    assertEquals(report.figures.flatMap((one) => Object.keys(causesNamed(one, report))), [cause]);
  }
});

Deno.test("audit() says that nothing fits where nothing does", () => {
  const report = auditOf([figure("resnet50", "flops_g", "123.456")]);
  assertEquals(report.figures.map(({ causes, hints, ratio }) => [causes, hints, ratio]), [
    [[], [], 123.456e9 / 4_089_184_256],
  ]);
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
