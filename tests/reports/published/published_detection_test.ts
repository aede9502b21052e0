import { assertEquals } from "@std/assert";
import { countGraph } from "../../../bench/count/count.ts";
import { findModel } from "../../../models/catalog.ts";
import { DETECTION_FIGURES } from "../fixtures/published_fixture.ts";

Deno.test("the packs of published/ have figures of detectors", () => {
  const ids = new Set(DETECTION_FIGURES.map(({ modelId }) => modelId));
  assertEquals(
    [...ids].map((id) => findModel(id).task).every((task) => task === "detection"),
    true,
  );
  assertEquals(ids.size, 9);
});

Deno.test("countGraph() gives the parameters and FLOPs of the published Mask R-CNN with Swin-T", () => {
  const printed = (metric: string) =>
    new Set(
      DETECTION_FIGURES
        .filter((figure) => figure.modelId === "swin-t-mask-rcnn" && figure.metric === metric)
        .filter(({ source }) => source.startsWith("Swin-Transformer"))
        .map(({ text }) => text),
    );
  const { params, macs } = countGraph(findModel("swin-t-mask-rcnn").build());
  assertEquals(printed("params_m"), new Set([(params / 1e6).toFixed(0)]));
  assertEquals(printed("flops_g"), new Set([(macs / 1e9).toFixed(0)]));
});
