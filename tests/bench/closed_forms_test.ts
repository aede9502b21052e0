import { assertEquals } from "@std/assert";
import { countGraph } from "../../bench/count.ts";
import { findModel } from "../../models/catalog.ts";
import { DEITS } from "../../models/deit.ts";
import { DSNETS } from "../../models/dsnet.ts";
import { RESNETS } from "../../models/resnet.ts";
import { type Cost, deitCost, dsnetCost, resnetCost, type Setting } from "./closed_forms.ts";

/** Square and wide, for all; 96 and 160 leave DS-Net odd grids. */
const SIZES = [[224, 224], [64, 64], [96, 160], [384, 256], [800, 1280]] as const;

/** Only ResNet takes them. */
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

Deno.test("countGraph() agrees with the closed form of DeiT, plain and distilled", () => {
  assertFamily(DEITS, deitCost, SIZES);
});

Deno.test("countGraph() agrees with the closed form of ResNet, basic and bottleneck", () => {
  assertFamily(RESNETS, resnetCost, [...SIZES, ...ODD_SIZES]);
});

Deno.test("closed forms give the known integers at 224", () => {
  const at224 = { height: 224, width: 224, classes: 1000 };
  assertEquals(resnetCost(RESNETS.resnet50, at224), { macs: 4_089_184_256, params: 25_557_032 });
  assertEquals(deitCost(DEITS["deit-s"], at224), { macs: 4_598_882_304, params: 22_050_664 });
  assertEquals(dsnetCost(DSNETS["dsnet-t-aligned"], at224), {
    macs: 1_832_336_768,
    params: 10_534_312,
  });
});
