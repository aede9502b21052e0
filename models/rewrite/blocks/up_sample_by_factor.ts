// Bilinear up-sampling by a whole factor, spelled with scales.
//
//   resize(x, sizes = f H x f W) = resize(x, scales = 1, 1, f, f)
//
// The same values: with half-pixel centres both read at (i + 1/2) / f - 1/2. The runtime has a kernel
// for its blocked channel layout for this spelling only; with sizes it leaves that layout and returns.

import { single } from "../../graph/scope.ts";
import { bilinearResize } from "../engine/patterns.ts";
import { rewriteBy, type Rule } from "../engine/rule.ts";

const spellWithScales: Rule = (node, site) => {
  // One that is given its scales already has fewer inputs.
  const resize = node.inputs.length === 4 ? bilinearResize(site, node) : undefined;
  const scales = resize?.y.shape.map((size, axis) => Number(size) / Number(resize.x.shape[axis]));
  const [vertical = 0, horizontal = 0] = scales?.slice(2) ?? [];
  const isWhole = [vertical, horizontal].every((scale) => Number.isInteger(scale) && scale > 1);
  if (!resize || !isWhole) return undefined;
  return single(site.g.node("Resize", {
    inputs: [
      resize.x,
      undefined,
      site.g.constant(new Float32Array([1, 1, vertical, horizontal]), [4]),
    ],
    attributes: { mode: "linear", coordinate_transformation_mode: "half_pixel", antialias: 0 },
    outputs: [resize.y.shape],
  }));
};

/** A bilinear up-sampling by a whole factor is given its factor, not its size. */
export const upSampleByFactor = rewriteBy({ Resize: spellWithScales });
