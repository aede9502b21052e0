// Dense networks: parameters and work as published tables have them, outputs as the references give.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { relativeDifference } from "../../../bench/job/agreement.ts";
import { countByConvention, findConvention } from "../../../bench/count/conventions/mod.ts";
import { countGraph } from "../../../bench/count/count.ts";
import { groupMacs } from "../../../bench/count/groupings.ts";
import { DETECTION, findModel, MODELS } from "../../../models/catalog.ts";
import { trainableParameters } from "../../../models/detection/backbones.ts";
import { detector, type DetectorOptions, DETECTORS } from "../../../models/detection/detectors.ts";
import { proposalBoxes } from "../../../models/detection/proposals.ts";
import { elementCount, type Graph } from "../../../models/graph/graph.ts";
import { fastGraph } from "../../../models/rewrite/fast.ts";
import { DETECTION_PARTS_SUITE, DETECTION_SUITE } from "../../../models/suites.ts";
import { assertAsRecorded, recordedRuns } from "../../support/recorded_outputs.ts";
import { imagesFor, runGraph } from "../../support/run_graph.ts";

/** Small enough to run in a test. */
const FEW_PROPOSALS = { boxes: 8, masks: 4 } as const;

function smallDetector(id: string, options: Partial<DetectorOptions> = {}): Graph {
  const variant = DETECTORS[id];
  if (variant === undefined) throw new RangeError(`Cannot find detector "${id}"`);
  const size = { height: 64, width: 96 };
  return detector(id, variant, { size, classes: 80, proposals: FEW_PROPOSALS, ...options });
}

/** Backbone, RetinaNet and Mask R-CNN with the heads of mmdetection for 80 classes. */
const PARAMS = {
  "resnet50": [23_508_032, 37_968_692, 44_396_336],
  "resnet101": [42_500_160, 56_960_820, 63_388_464],
  "pvt-small": [23_971_328, 34_221_300, 44_138_736],
  "swin-t": [27_520_698, 38_458_798, 47_794_602],
  "dsnet-t": [8_581_824, 18_831_796, 28_749_232],
  "dsnet-t-aligned": [10_020_288, 20_270_260, 30_187_696],
  "dsnet-s": [19_094_816, 29_344_788, 39_262_224],
  "dsnet-s-aligned": [22_490_528, 32_740_500, 42_657_936],
} as const;

/** Multiply-adds of backbone, RetinaNet and Mask R-CNN at 800 x 1280. */
const MACS = {
  "resnet50": [83_410_944_000, 238_536_058_880, 259_316_208_640],
  "resnet101": [159_170_560_000, 314_295_674_880, 335_075_824_640],
  "pvt-small": [134_144_000_000, 285_662_013_440, 304_216_560_640],
  "swin-t": [95_563_250_688, 247_627_834_368, 266_553_315_328],
  "dsnet-t": [33_843_333_120, 185_361_346_560, 203_915_893_760],
  "dsnet-t-aligned": [72_367_687_680, 223_885_701_120, 242_440_248_320],
  "dsnet-s": [65_616_271_360, 217_134_284_800, 235_688_832_000],
  "dsnet-s-aligned": [134_777_559_040, 286_295_572_480, 304_850_119_680],
} as const;

function countsOf(quantity: "params" | "macs") {
  const ofId = (id: string) => countGraph(findModel(id).build())[quantity];
  return Object.fromEntries(
    Object.keys(PARAMS).map((id) => [
      id,
      [ofId(`${id}-stages`), ofId(`${id}-retinanet`), ofId(`${id}-mask-rcnn`)],
    ]),
  );
}

Deno.test("countGraph() gives the parameters of mmdetection's detectors", () => {
  assertEquals<unknown>(countsOf("params"), PARAMS);
});

Deno.test("countGraph() gives the multiply-adds of detectors at 800x1280", () => {
  assertEquals<unknown>(countsOf("macs"), MACS);
});

Deno.test("countGraph() knows every operator of the detectors", () => {
  for (const { id, build } of DETECTION) {
    assertEquals(countGraph(build()).coverage.unknownOps, {}, id);
  }
});

Deno.test("countGraph() gives what DS-FPN costs over FPN", () => {
  const cost = (id: string) => {
    const { params, macs } = countGraph(findModel(id).build());
    return { params, macs };
  };
  const extra = (withBlocks: string, without: string) => ({
    params: cost(withBlocks).params - cost(without).params,
    macs: cost(withBlocks).macs - cost(without).macs,
  });
  const ofRetinaNet = { params: 3 * 844_672, macs: 26_357_918_720 };
  const ofMaskRcnn = { params: 4 * 844_672, macs: 105_855_134_720 };
  for (const id of ["dsnet-t-aligned", "dsnet-s-aligned"]) {
    assertEquals(extra(`${id}-retinanet-dsfpn`, `${id}-retinanet`), ofRetinaNet);
    assertEquals(extra(`${id}-mask-rcnn-dsfpn`, `${id}-mask-rcnn`), ofMaskRcnn);
    assertEquals(extra(`${id}-dsfpn`, `${id}-fpn`), ofMaskRcnn);
  }
});

Deno.test("countGraph() agrees with the closed form of a DS-Block in the pyramid", () => {
  // As tests/bench/count/closed_forms.ts, at 256 channels: P pixels of a level, G of its global grid.
  const C = 256;
  const levels = [[200, 320, 8], [100, 160, 4], [50, 80, 2], [25, 40, 2]] as const;
  const macs = levels.map(([height, width, divisor]) => {
    const P = height * width;
    const G = Math.floor(height / divisor) * Math.floor(width / divisor);
    const plain = 10 * C ** 2 * P + 13.5 * C * P + 0.75 * C ** 2 * G + C * G ** 2;
    return plain + C ** 2 * (P + G) + 2 * C * P * G;
  });
  const total = (some: readonly number[]) => some.reduce((sum, each) => sum + each, 0);
  assertEquals(total(macs), 105_855_134_720);
  assertEquals(total(macs.slice(1)), 26_357_918_720);
  assertEquals(12.75 * C ** 2 + 35.5 * C, 844_672);
});

Deno.test("countByConvention() gives mmcv's FLOPs at 800x1280", () => {
  const gigas = (id: string) =>
    Math.round(
      countByConvention(findModel(id).build(), findConvention("mmcv")).total / 1e9,
    );
  assertEquals(gigas("resnet50-retinanet"), 239);
  assertEquals(gigas("resnet101-retinanet"), 315);
  assertEquals(gigas("pvt-small-retinanet"), 227);
  assertEquals(gigas("swin-t-retinanet"), 245);
  assertEquals(gigas("resnet50-mask-rcnn"), 260);
  assertEquals(gigas("resnet101-mask-rcnn"), 336);
  assertEquals(gigas("pvt-small-mask-rcnn"), 245);
  assertEquals(gigas("swin-t-mask-rcnn"), 264);
});

Deno.test("trainableParameters() leaves out stem and first stage of ResNets, as mmcv's counter", () => {
  const counts = (id: string) => {
    const { parameters } = findModel(id).build();
    const trainable = trainableParameters(parameters);
    return trainable.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  };
  assertEquals(counts("resnet50-retinanet"), 37_968_692 - 225_344);
  assertEquals(counts("resnet50-mask-rcnn"), 44_170_992);
  assertEquals(counts("resnet101-retinanet"), 56_735_476);
  assertEquals(counts("resnet101-mask-rcnn"), 63_163_120);
  assertEquals(counts("swin-t-mask-rcnn"), 47_794_602);
  assertEquals(counts("dsnet-t-aligned-retinanet"), 20_270_260);
});

Deno.test("detector() names parameters as mmdetection does, all of them read", () => {
  const { nodes, parameters } = smallDetector("resnet50-mask-rcnn");
  const names = parameters.filter(({ role }) => role === "learned").map(({ name }) => name);
  assertEquals(
    names.filter((name) => !name.startsWith("backbone.") && name.endsWith(".weight")),
    [
      ...[0, 1, 2, 3].map((i) => `neck.lateral_convs.${i}.conv.weight`),
      ...[0, 1, 2, 3].map((i) => `neck.fpn_convs.${i}.conv.weight`),
      ...["rpn_conv", "rpn_cls", "rpn_reg"].map((name) => `rpn_head.${name}.weight`),
      ...["shared_fcs.0", "shared_fcs.1", "fc_cls", "fc_reg"].map((name) =>
        `roi_head.bbox_head.${name}.weight`
      ),
      ...[0, 1, 2, 3].map((i) => `roi_head.mask_head.convs.${i}.conv.weight`),
      ...["upsample", "conv_logits"].map((name) => `roi_head.mask_head.${name}.weight`),
    ],
  );
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  assertEquals(names.filter((name) => !read.has(name)), []);
  assert(names.includes("backbone.layer1.0.downsample.1.bias"));
});

Deno.test("detector() puts out every level by name", () => {
  const shapes = ({ outputs }: Graph) =>
    outputs.map(({ name, shape }) => `${name} ${shape.join(",")}`);
  assertEquals(shapes(smallDetector("dsnet-t-retinanet")), [
    "cls_score.p3 N,720,8,12",
    "cls_score.p4 N,720,4,6",
    "cls_score.p5 N,720,2,3",
    "cls_score.p6 N,720,1,2",
    "cls_score.p7 N,720,1,1",
    "bbox_pred.p3 N,36,8,12",
    "bbox_pred.p4 N,36,4,6",
    "bbox_pred.p5 N,36,2,3",
    "bbox_pred.p6 N,36,1,2",
    "bbox_pred.p7 N,36,1,1",
  ]);
  assertEquals(shapes(smallDetector("dsnet-t-fpn")), [
    "p2 N,256,16,24",
    "p3 N,256,8,12",
    "p4 N,256,4,6",
    "p5 N,256,2,3",
    "p6 N,256,1,2",
  ]);
  assertEquals(shapes(smallDetector("pvt-small-mask-rcnn")).slice(10), [
    "cls_score 8N,81",
    "bbox_pred 8N,320",
    "mask_pred 4N,80,28,28",
  ]);
});

Deno.test("detector() keeps the streams of DS-Net and marks those of DS-FPN", () => {
  const streamsOf = (id: string) => [...groupMacs(countGraph(smallDetector(id)), "stream").keys()];
  const ofBlock = ["embedding", "shared", "local", "global", "alignment", "mlp"];
  assertEquals(streamsOf("dsnet-t-aligned-retinanet"), [...ofBlock, "(single stream)"]);
  const { nodes } = smallDetector("dsnet-t-aligned-retinanet-dsfpn");
  const inPyramid = nodes.filter(({ scope }) => scope.startsWith("neck.ds_blocks.c3"));
  assertEquals([...new Set(inPyramid.map(({ stream = "none" }) => stream))], ofBlock);
});

Deno.test("detector() refuses sizes and proposals that do not divide", () => {
  assertThrows(
    () => smallDetector("resnet50-fpn", { size: { height: 800, width: 1333 } }),
    RangeError,
    'Cannot build "resnet50-fpn" at size 800x1333 as both sides must be multiples of 32 from 64 ' +
      "up (levels down to a 32nd of it are added to each other): try 800x1344",
  );
  assertThrows(
    () => smallDetector("resnet50-mask-rcnn", { proposals: { boxes: 10, masks: 4 } }),
    RangeError,
    'Cannot build "roi_head.bbox_roi_extractor" as proposals must divide among 4 levels: ' +
      "got 10, pass a multiple of 4",
  );
});

Deno.test("proposalBoxes() gives squares of 21 cells, cut at the image", () => {
  const size = { height: 900, width: 800 };
  assertEquals([...proposalBoxes(size, { stride: 4, count: 2 })], [
    400 - 42,
    300 - 42,
    400 + 42,
    300 + 42,
    200 - 42,
    600 - 42,
    200 + 42,
    600 + 42,
  ]);
  assertEquals([...proposalBoxes(size, { stride: 32, count: 1 })], [64, 0, 736, 636]);
});

Deno.test("DETECTION has shell-safe ids, and findModel() knows them by id and name", () => {
  assertEquals(new Set(MODELS.map(({ id }) => id)).size, MODELS.length);
  for (const { id, method, defaultSize, task } of DETECTION) {
    assert(/^[a-z0-9-]+$/.test(id), id);
    assertEquals(findModel(id).id, id);
    assertEquals(findModel(method).id, id);
    assertEquals([defaultSize.height, defaultSize.width, task], [800, 1280, "detection"]);
  }
  const methods = ["dsnet-s-aligned-retinanet-dsfpn", "swin-t-mask-rcnn", "resnet50-stages"]
    .map((id) => findModel(id).method);
  assertEquals(methods, [
    "DS-Net-S* RetinaNet DS-FPN",
    "Swin-T Mask R-CNN",
    "ResNet-50 stages",
  ]);
});

Deno.test("DETECTION_SUITE and DETECTION_PARTS_SUITE name detectors", () => {
  const tasks = [...DETECTION_SUITE, ...DETECTION_PARTS_SUITE].map((id) => findModel(id).task);
  assertEquals(new Set(tasks), new Set(["detection"]));
});

for (
  const id of [
    "resnet50-retinanet",
    "resnet50-mask-rcnn",
    "swin-t-stages",
    "pvt-small-stages",
    "dsnet-t-aligned-retinanet-dsfpn",
    "dsnet-t-aligned-dsfpn",
  ]
) {
  Deno.test(`detector "${id}" gives the reference's outputs`, async () => {
    for (const { input, tensors } of await recordedRuns(id)) {
      const [, , height, width] = input;
      const graph = smallDetector(id, { size: { height, width } });
      const [outputs = {}] = await runGraph(graph, [imagesFor(graph, 2)]);
      assertEquals(Object.keys(outputs).sort(), tensors.map(({ name }) => name).sort());
      for (const recorded of tensors) assertAsRecorded(outputs[recorded.name], recorded, id);
    }
  });
}

for (
  const id of [
    "pvt-small-retinanet",
    "dsnet-t-mask-rcnn",
    "swin-t-mask-rcnn",
    "dsnet-t-aligned-retinanet-dsfpn",
    "dsnet-t-aligned-mask-rcnn-dsfpn",
  ]
) {
  Deno.test(`detector "${id}" gives finite outputs, in a batch as alone, also fast`, async () => {
    const graph = smallDetector(id);
    const images = imagesFor(graph, 2);
    const [batch = {}, first = {}] = await runGraph(graph, [
      images,
      images.subarray(0, images.length / 2),
    ]);
    const [fast = {}] = await runGraph(fastGraph(graph).graph, [images]);
    assertEquals(Object.keys(batch), graph.outputs.map(({ name }) => name));
    for (const { name, shape } of graph.outputs) {
      const alone = first[name]?.data ?? new Float32Array();
      const { data = new Float32Array() } = batch[name] ?? {};
      assertEquals([alone.length, data.length], [elementCount(shape), elementCount(shape, 2)]);
      assert(data.every(Number.isFinite), name);
      assert(relativeDifference(data, alone) <= 1e-5, name);
      assert(relativeDifference(fast[name]?.data ?? alone.subarray(0, 0), data) <= 1e-5, name);
    }
  });
}
