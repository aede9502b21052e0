// What the audit finds about the published figures of detectors.

import { assertEquals } from "@std/assert";
import { figure } from "./audit_figure.ts";
import { auditsOf, causesNamed } from "./audit_fixture.ts";
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

/** The likeliest cause of each figure of a source that differs. */
function causesOf(source: string): readonly string[] {
  return REPORT.figures
    .filter(({ figure, verdict }) => figure.source.includes(source) && verdict === "differs")
    .map((one) =>
      `${one.model.method} ${one.figure.text}: ${Object.keys(causesNamed(one, REPORT)).at(-1)}`
    );
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
  const mmcv = "FLOPs: mmcv, printed as a whole number with zeros";
  assertEquals(causesOf("CrossFormer"), [
    `ResNet-101 RetinaNet 56.7: params: trainable parameters only; ${mmcv}`,
    `ResNet-101 RetinaNet 315.0: params: trainable parameters only; ${mmcv}`,
    `ResNet-101 Mask R-CNN 63.2: params: trainable parameters only; ${mmcv}`,
    `ResNet-101 Mask R-CNN 336.0: params: trainable parameters only; ${mmcv}`,
    `Swin-T RetinaNet 245.0: ${mmcv}`,
    `Swin-T Mask R-CNN 264.0: ${mmcv}`,
  ]);
});

Deno.test("audit() holds a cause of one detector against all detectors of its source", () => {
  const retinaNet = REPORT.figures.find(({ figure }) => figure.text === "315.0");
  const [cause] = retinaNet === undefined ? [] : Object.values(causesNamed(retinaNet, REPORT));
  assertEquals([cause?.holdsFor, cause?.failsFor], [
    ["resnet101-retinanet", "swin-t-retinanet", "resnet101-mask-rcnn", "swin-t-mask-rcnn"],
    [],
  ]);
});

Deno.test("audit() explains a made-up figure of a detector by parameters or input size", () => {
  const made = [
    ["params_m", "56.735", "params: trainable parameters only"],
    ["flops_g", "331.184", "input 800x1344; FLOPs: mmcv"],
  ] as const;
  for (const [metric, text, cause] of made) {
    const report = auditOf([figure("resnet101-retinanet", metric, text)]);
    assertEquals(report.figures.flatMap((one) => Object.keys(causesNamed(one, report))), [cause]);
  }
});

Deno.test("audit() compares no square input area for a detector", () => {
  // 21 x the count: the input area of 1024x1024 against 224x224, which no detector is counted at.
  const report = auditOf([figure("swin-t-retinanet", "flops_g", "5175.42")]);
  assertEquals(report.figures.map(({ causes, hints }) => [causes, hints]), [[[], []]]);
});
