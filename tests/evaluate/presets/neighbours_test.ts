import { assertEquals } from "@std/assert";
import { neighbours } from "../../../evaluate/presets/neighbours.ts";
import { alteredPreset } from "../../../evaluate/presets/altered_preset.ts";
import { PRESETS } from "../../../evaluate/presets/presets.ts";

Deno.test("alteredPreset() names each change, and none that is none", () => {
  const { deit } = PRESETS;
  assertEquals(alteredPreset(deit, { resize: 256, crop: 224, mean: [...deit.mean] }), deit);
  assertEquals(alteredPreset(deit, { resize: 248, mean: [0, 0, 0] }), {
    ...deit,
    id: "deit+resize=248+mean=0,0,0",
    resize: 248,
    mean: [0, 0, 0],
  });
});

Deno.test("neighbours() differ by one slip each, and their ids say by which", () => {
  assertEquals(neighbours(PRESETS.deit).map(({ difference, preset }) => [difference, preset.id]), [
    ["bilinear", "deit+interpolation=bilinear"],
    ["no antialias", "deit+antialias=false"],
    ["crop share 1", "deit+resize=224"],
    ["crop share 0.95", "deit+resize=235"],
    ["crop share 0.9", "deit+resize=248"],
    ["squashed", "deit+squash=true"],
    ["blue first", "deit+channels=BGR"],
    ["no mean", "deit+mean=0,0,0+std=1,1,1"],
    ["-1 to 1", "deit+mean=0.5,0.5,0.5+std=0.5,0.5,0.5"],
  ]);
});

Deno.test("neighbours() lead back where a preset is one of the others", () => {
  const odd = alteredPreset(PRESETS["timm-bicubic-0.9-inception"], {
    interpolation: "bilinear",
    antialias: false,
    squash: true,
    channels: "BGR",
  });
  const differences = neighbours(odd).map(({ difference }) => difference);
  assertEquals(differences, [
    "bicubic",
    "antialias",
    "crop share 1",
    "crop share 0.95",
    "crop share 0.875",
    "proportions kept",
    "red first",
    "no mean",
  ]);
});
