import { assertEquals } from "@std/assert";
import { countGraph } from "../../../bench/count/count.ts";
import { findModel } from "../../../models/catalog.ts";
import { DEITS } from "../../../models/networks/deit.ts";
import { DSNETS } from "../../../models/networks/dsnet.ts";
import { DSNET_ABLATIONS } from "../../../models/networks/dsnet_ablations.ts";
import { PVTS } from "../../../models/networks/pvt.ts";
import { REGNETYS } from "../../../models/networks/regnety.ts";
import { RESNETS } from "../../../models/networks/resnet.ts";
import { SWINS } from "../../../models/networks/swin.ts";
import { VITS } from "../../../models/networks/vit.ts";
import { type Cost, deitCost, dsnetCost, resnetCost, type Setting } from "./closed_forms.ts";
import { pvtCost, regnetyCost, swinCost } from "./closed_forms_backbones.ts";
import { maskRcnnCost, retinaNetCost } from "./closed_forms_detection.ts";

/** All that Swin takes; at 448x224 stage 4 shifts along one axis only. */
const WINDOWED_SIZES = [[224, 224], [448, 224], [448, 672]] as const;

/** Square and wide, for most; 96 and 160 leave DS-Net odd grids. */
const SIZES = [[224, 224], [64, 64], [96, 160], [384, 256], [800, 1280]] as const;

/** Only convolutional networks take them. */
const ODD_SIZES = [[225, 223], [97, 33], [1, 1], [31, 64]] as const;

function assertFamily<Variant>(
  variants: Readonly<Record<string, Variant>>,
  cost: (variant: Variant, setting: Setting) => Cost,
  sizes: readonly (readonly [number, number])[],
): void {
  for (const [id, variant] of Object.entries(variants)) {
    for (const [height, width] of sizes) {
      for (const classes of [1000, 10]) {
        const { macs, params } = countGraph(
          findModel(id).build({ size: { height, width }, classes }),
        );
        const expected = cost(variant, { height, width, classes });
        assertEquals({ macs, params }, expected, `${id} at ${height}x${width}, ${classes} classes`);
      }
    }
  }
}

Deno.test("countGraph() agrees with the closed form of DS-Net, plain and aligned", () => {
  assertFamily(DSNETS, dsnetCost, SIZES);
});

Deno.test("countGraph() agrees with the closed form of DS-Net for its ablations", () => {
  assertFamily(DSNET_ABLATIONS, dsnetCost, SIZES);
});

Deno.test("countGraph() agrees with the closed form of DeiT, plain and distilled", () => {
  assertFamily(DEITS, deitCost, SIZES);
});

Deno.test("countGraph() agrees with the closed form of DeiT for ViT-B/16", () => {
  assertFamily(VITS, deitCost, SIZES);
});

Deno.test("countGraph() agrees with the closed form of PVT", () => {
  assertFamily(PVTS, pvtCost, SIZES);
});

Deno.test("countGraph() agrees with the closed form of Swin", () => {
  assertFamily(SWINS, swinCost, WINDOWED_SIZES);
});

Deno.test("countGraph() agrees with the closed form of RegNetY", () => {
  assertFamily(REGNETYS, regnetyCost, [...SIZES, ...ODD_SIZES]);
});

Deno.test("countGraph() agrees with the closed form of ResNet, basic and bottleneck", () => {
  assertFamily(RESNETS, resnetCost, [...SIZES, ...ODD_SIZES]);
});

Deno.test("countGraph() agrees with the closed forms of RetinaNet and Mask R-CNN", () => {
  const detectors = { "retinanet": retinaNetCost, "mask-rcnn": maskRcnnCost } as const;
  const bottleneckWidths = [256, 512, 1024, 2048];
  const dsnetWidths = [64, 128, 320, 512];
  for (const [height, width] of [[800, 1280], [96, 160]] as const) {
    const setting = { height, width, classes: 0 };
    const { macs, params } = dsnetCost(DSNETS["dsnet-t-aligned"], setting);
    const lastNorm = 2 * 512;
    const backbones = {
      "resnet50": [resnetCost(RESNETS.resnet50, setting), bottleneckWidths],
      "resnet101": [resnetCost(RESNETS.resnet101, setting), bottleneckWidths],
      "dsnet-t-aligned": [{ macs, params: params - lastNorm }, dsnetWidths],
    } as const;
    for (const [id, [backbone, widths]] of Object.entries(backbones)) {
      for (const [detector, costOf] of Object.entries(detectors)) {
        for (const classes of [80, 3]) {
          const ours = countGraph(
            findModel(`${id}-${detector}`).build({ size: { height, width }, classes }),
          );
          const onTop = costOf({ widths, height, width, classes });
          assertEquals(
            { macs: ours.macs, params: ours.params },
            { macs: backbone.macs + onTop.macs, params: backbone.params + onTop.params },
            `${id}-${detector} at ${height}x${width}, ${classes} classes`,
          );
        }
      }
    }
  }
});

Deno.test("closed forms give the known integers at 224", () => {
  const at224 = { height: 224, width: 224, classes: 1000 };
  assertEquals(resnetCost(RESNETS.resnet50, at224), { macs: 4_089_184_256, params: 25_557_032 });
  assertEquals(deitCost(DEITS["deit-s"], at224), { macs: 4_598_882_304, params: 22_050_664 });
  assertEquals(dsnetCost(DSNETS["dsnet-t-aligned"], at224), {
    macs: 1_832_336_768,
    params: 10_534_312,
  });
  assertEquals(swinCost(SWINS["swin-t"], at224), { macs: 4_490_566_656, params: 28_288_354 });
  assertEquals(pvtCost(PVTS["pvt-small"], at224), { macs: 3_815_701_504, params: 24_485_864 });
  assertEquals(regnetyCost(REGNETYS["regnety-4gf"], at224), {
    macs: 3_973_288_448,
    params: 20_646_656,
  });
});
