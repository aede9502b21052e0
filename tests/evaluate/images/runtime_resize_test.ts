// Resizing held against another implementation of the same filters: the runtime's Resize.

import { assertEquals } from "@std/assert";
import { cropped } from "../../../evaluate/images/preprocess.ts";
import type { Picture } from "../../../evaluate/images/picture.ts";
import type { Interpolation } from "../../../evaluate/images/preset.ts";
import { PRESETS } from "../../../evaluate/presets/presets.ts";
import { buildManyOutputs } from "../../../models/graph/builder.ts";
import { single } from "../../../models/graph/scope.ts";
import { add } from "../../../models/operators/elementwise.ts";
import { integers } from "../../../models/operators/layout.ts";
import { loadGraph } from "../../support/run_graph.ts";
import { pixelsOf } from "./pixels_of.ts";

/** What Pillow's filters are called in ONNX: wider where pictures shrink, cut at the border. */
const MODES = { bilinear: "linear", bicubic: "cubic" } as const;

/** Three planes resized to 20x20, and one step more, as the runtime refuses a model without weights. */
function resizing(width: number, height: number, interpolation: Interpolation) {
  const attributes = {
    axes: [2, 3],
    antialias: 1,
    exclude_outside: 1,
    cubic_coeff_a: { float: -0.5 },
    mode: MODES[interpolation],
  };
  return buildManyOutputs("resize", {
    input: { name: "x", shape: ["N", 3, height, width] },
    body: (g, x) => {
      const y = single(g.node("Resize", {
        inputs: [x, undefined, undefined, integers(g, [20, 20])],
        attributes,
        outputs: [["N", 3, 20, 20]],
      }));
      return { y, unused: add(g, y, g.parameter("unused.weight", [1])) };
    },
  });
}

/** Planes of a picture's bytes. */
function planesOf({ width, height, rgb }: Picture): Float32Array {
  const pixels = width * height;
  return Float32Array.from(rgb, (_, i) => rgb[3 * (i % pixels) + Math.floor(i / pixels)] ?? 0);
}

Deno.test("resample() agrees with the runtime's Resize, but for bytes between the passes", async () => {
  for (const [width, height] of [[50, 37], [41, 93], [20, 64], [13, 9]] as const) {
    const { rgb, ...size } = pixelsOf(width, height, 3);
    // Far from 0 and 255, as the runtime clamps nothing between the passes.
    const picture = { ...size, rgb: rgb.map((value) => 64 + value / 2) };
    for (const interpolation of ["bilinear", "bicubic"] as const) {
      const steps = { interpolation, squash: true, resize: 20, crop: 20 };
      const ours = planesOf(cropped(picture, { ...PRESETS.deit, ...steps }));
      await using loaded = await loadGraph(resizing(width, height, interpolation));
      const { y } = await loaded.run(planesOf(picture), ["y"]);
      const differences = ours.map((value, i) => Math.abs(value - (y?.data[i] ?? NaN)));
      // Half a step of rounding after each pass; weights below 0 let the first count a little more.
      const worst = Math.max(...differences);
      assertEquals(worst < 1.2, true, `${interpolation} of ${width}x${height}: ${worst}`);
    }
  }
});
