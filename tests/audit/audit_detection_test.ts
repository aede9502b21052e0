// What the audit finds about the published figures of detectors.

import { assertEquals, assertMatch } from "@std/assert";
import { auditMarkdown } from "../../audit/text/audit_markdown.ts";
import { figure } from "./audit_figure.ts";
import { answerOf, auditsOf } from "./audit_fixture.ts";
import { DETECTION_FIGURES } from "../reports/fixtures/published_fixture.ts";

const { report: REPORT, auditOf } = auditsOf(({ task }) => task === "detection");

/** `model metric published: verdict`, of the figures that follow from a graph. */
function verdictsOf(source: string): readonly string[] {
  return REPORT.figures
    .filter(({ figure, count }) => figure.source.includes(source) && count !== undefined)
    .map(({ figure, model, verdictText }) =>
      `${model.method} ${figure.metric} ${figure.text}: ${verdictText}`
    );
}

/** The answer for each figure of a source that differs. */
function answersOf(source: string): readonly string[] {
  return REPORT.figures
    .filter(({ figure, verdict }) => figure.source.includes(source) && verdict === "differs")
    .map((one) => {
      const [answer, ...causes] = answerOf(one, REPORT);
      return `${one.model.method} ${one.figure.text}: ${answer}: ${causes.join(" | ")}`;
    });
}

Deno.test("audit() covers every published figure of a detector", () => {
  const audited = REPORT.figures.filter(({ model }) => model.family === "detectors");
  assertEquals(audited.length, DETECTION_FIGURES.length);
  const counted = audited.filter(({ count }) => count !== undefined);
  assertEquals(
    counted.length,
    DETECTION_FIGURES.filter(({ metric }) => ["params_m", "flops_g"].includes(metric)).length,
  );
  assertEquals(
    new Set(audited.filter(({ count }) => count === undefined).map(({ verdict }) => verdict)),
    new Set(["cannot be tested here"]),
  );
});

Deno.test("audit() finds that Swin's Mask R-CNN counts all parameters and attention products", () => {
  assertEquals(verdictsOf("Swin-Transformer-Object-Detection"), [
    "Swin-T Mask R-CNN params_m 48: reproduced",
    "Swin-T Mask R-CNN params_m 48: reproduced",
    "Swin-T Mask R-CNN flops_g 267: reproduced",
    "Swin-T Mask R-CNN flops_g 267: reproduced",
  ]);
});

Deno.test("audit() finds trainable parameters and mmcv's FLOPs in a table of detectors", () => {
  assertEquals(verdictsOf("CrossFormer"), [
    "ResNet-101 RetinaNet params_m 56.7: differs by 3 in the last place",
    "ResNet-101 RetinaNet flops_g 315.0: differs by 7 in the last place",
    "ResNet-101 Mask R-CNN params_m 63.2: differs by 2 in the last place",
    "ResNet-101 Mask R-CNN flops_g 336.0: differs by 9 in the last place",
    "Swin-T RetinaNet params_m 38.5: reproduced",
    "Swin-T RetinaNet flops_g 245.0: differs (x0.99)",
    "Swin-T Mask R-CNN params_m 47.8: reproduced",
    "Swin-T Mask R-CNN flops_g 264.0: differs (x0.99)",
  ]);
  const whole = "printed as a whole number with zeros";
  const rules = `FLOPs: fvcore-fused-attention, ${whole} | FLOPs: mmcv, ${whole}`;
  assertEquals(answersOf("CrossFormer"), [
    "ResNet-101 RetinaNet 56.7: explained: params: trainable parameters only",
    `ResNet-101 RetinaNet 315.0: consistent with several: ${rules}`,
    "ResNet-101 Mask R-CNN 63.2: explained: params: trainable parameters only",
    `ResNet-101 Mask R-CNN 336.0: consistent with several: ${rules}`,
    `Swin-T RetinaNet 245.0: consistent with several: ${rules}`,
    `Swin-T Mask R-CNN 264.0: consistent with several: ${rules}`,
  ]);
});

Deno.test("audit() holds a cause of one detector against all detectors of its source", () => {
  const cause = REPORT.causes.find(({ rule }) => rule === "trainable-only");
  assertEquals([cause?.holdsFor, cause?.failsFor], [
    ["resnet101-retinanet", "swin-t-retinanet", "resnet101-mask-rcnn", "swin-t-mask-rcnn"],
    [],
  ]);
});

Deno.test("audit() says how a source rounds, once for each metric", () => {
  const practices = REPORT.practices.filter(({ source }) => source.includes("CrossFormer"));
  assertEquals(practices.map(({ metric, printing }) => [metric, printing.id]), [
    ["params_m", ""],
    ["flops_g", "whole"],
  ]);
  assertMatch(
    auditMarkdown(REPORT, { isAll: false }),
    /but for these: FLOPs of cheerss\/CrossFormer detection README are printed as a whole number with zeros, [\d,]+ to 1\./,
  );
});

Deno.test("audit() compares no square input area for a detector", () => {
  // 21 x the count: the input area of 1024x1024 against 224x224, which no detector is counted at.
  const report = auditOf([figure("swin-t-retinanet", "flops_g", "5175.42")]);
  assertEquals(report.figures.map(({ hints }) => hints), [[]]);
});
