import { assertEquals } from "@std/assert";
import { BACKBONE_SUITE } from "../../../models/suites.ts";
import { headlineFigure } from "../../../reports/published/headline_figure.ts";
import { FIGURES } from "../fixtures/published_fixture.ts";

function headline(modelId: string, metric: Parameters<typeof headlineFigure>[2]) {
  const figure = headlineFigure(FIGURES, modelId, metric);
  return figure && [figure.text, figure.source];
}

Deno.test("headlineFigure() takes DS-Net from its paper, not from a reimplementation", () => {
  assertEquals(headline("dsnet-s-aligned", "params_m"), [
    "23",
    "DS-Net paper (arXiv 2105.14734), classification table",
  ]);
  assertEquals(headline("dsnet-s-aligned", "top5"), undefined);
});

Deno.test("headlineFigure() takes each metric of a baseline from the first source of its list", () => {
  assertEquals(headline("deit-s", "params_m"), ["22", "DeiT paper Table 5"]);
  assertEquals(headline("deit-s", "throughput_img_s"), ["940.4", "DeiT paper Table 5"]);
  assertEquals(headline("deit-s", "flops_g"), ["4.6", "Swin paper Table 1a"]);
  assertEquals(headline("deit-s", "top1"), ["79.8", "DeiT paper Table 5"]);
  assertEquals(headline("deit-s", "top5"), ["95.0", "facebookresearch/deit README_deit.md"]);
  assertEquals(headline("resnet50", "flops_g"), [
    "4.09",
    "torchvision docs, weights IMAGENET1K_V1",
  ]);
  assertEquals(headline("resnet101", "top5"), [
    "93.546",
    "torchvision 0.14.1 source, weights IMAGENET1K_V1",
  ]);
});

Deno.test("headlineFigure() is unknown where no source of the list prints the metric", () => {
  assertEquals(headline("deit-t", "flops_g"), undefined);
  assertEquals(headline("resnet34", "throughput_img_s"), undefined);
  assertEquals(headline("__proto__", "params_m"), undefined);
});

Deno.test("headlineFigure() has a Top-1 for every backbone", () => {
  const lacking = BACKBONE_SUITE.filter((id) => headline(id, "top1") === undefined);
  assertEquals(lacking, []);
  assertEquals(headline("swin-t", "top1"), ["81.3", "Swin paper Table 1a"]);
  assertEquals(headline("pvt-tiny", "top1"), ["75.1", "whai362/PVT classification README"]);
  assertEquals(headline("vit-b16", "top1"), [
    "81.072",
    "torchvision source, weights IMAGENET1K_V1",
  ]);
});
