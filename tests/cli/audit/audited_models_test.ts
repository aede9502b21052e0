import { assertEquals } from "@std/assert";
import { auditedModels, candidateModels } from "../../../cli/audit/audited_models.ts";
import { CATALOG } from "../../../models/catalog.ts";
import { figure } from "../../audit/audit_figure.ts";

Deno.test("auditedModels() has DS-Net first and the detectors last, as one family", () => {
  const models = auditedModels();
  assertEquals(models[0], {
    id: "dsnet-t",
    method: "DS-Net-T",
    family: "DS-Net",
    sidePixels: 224,
  });
  assertEquals(models.find(({ id }) => id === "swin-t-mask-rcnn"), {
    id: "swin-t-mask-rcnn",
    method: "Swin-T Mask R-CNN",
    family: "detectors",
  });
});

Deno.test("candidateModels() adds the detectors whose parameters or FLOPs are published", () => {
  const figures = [
    figure("swin-t-retinanet", "flops_g", "245"),
    figure("resnet50-retinanet", "throughput_img_s", "19.0"),
  ];
  const added = candidateModels(figures).slice(CATALOG.length);
  assertEquals(added.map(({ id }) => id), ["swin-t-retinanet"]);
});
