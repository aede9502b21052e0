// Borders of maps: Pad (ONNX opset 19) and Slice (opset 13), from the end of two axes.

import { type Scope, single } from "../graph/scope.ts";
import { shapeText, type Sides, type Value } from "../graph/graph.ts";
import { integers } from "./layout.ts";
import { refuse } from "./refuse.ts";

/** Height and width along two neighbouring axes, the first of which is `axis`. */
interface SidesAt {
  readonly axis: number;
  readonly sides: Sides;
}

/** The sizes of the two axes, which must change in one direction only. */
function currentSides(g: Scope, op: string, x: Value, { axis, sides }: SidesAt): readonly number[] {
  const current = x.shape.slice(axis, axis + 2).map(Number);
  const grows = op === "Pad";
  const fits = current.length === 2 &&
    current.every((side, i) => grows ? side <= (sides[i] ?? 0) : side >= (sides[i] ?? Infinity));
  if (fits) return current;
  throw refuse(
    g,
    op,
    `it can only ${grows ? "grow" : "shrink"}: ` +
      `got ${shapeText(x.shape)} to ${sides.join("x")} at axis ${axis}`,
  );
}

function withSides({ shape }: Value, { axis, sides }: SidesAt) {
  return shape.map((size, i) => sides[i - axis] ?? size);
}

/**
 * Zeros below and to the right: `[..., H, W, ...]` -> `[..., height, width, ...]`.
 *
 * @throws {RangeError} If a side would shrink.
 */
export function padTo(g: Scope, x: Value, target: SidesAt): Value {
  const current = currentSides(g, "Pad", x, target);
  if (current.every((side, i) => side === target.sides[i])) return x;
  const ends = target.sides.map((side, i) => side - (current[i] ?? 0));
  return single(g.node("Pad", {
    inputs: [
      x,
      integers(g, [0, 0, ...ends]), // begins, then ends
      g.constant(new Float32Array([0]), []),
      integers(g, [target.axis, target.axis + 1]),
    ],
    attributes: { mode: "constant" },
    outputs: [withSides(x, target)],
  }));
}

/**
 * The upper left part, the inverse of {@linkcode padTo}:
 * `[..., H, W, ...]` -> `[..., height, width, ...]`.
 *
 * @throws {RangeError} If a side would grow.
 */
export function cropTo(g: Scope, x: Value, target: SidesAt): Value {
  const current = currentSides(g, "Slice", x, target);
  if (current.every((side, i) => side === target.sides[i])) return x;
  return single(g.node("Slice", {
    inputs: [
      x,
      integers(g, [0, 0]),
      integers(g, target.sides),
      integers(g, [target.axis, target.axis + 1]),
    ],
    outputs: [withSides(x, target)],
  }));
}
