// Matrix products: MatMul and Gemm (ONNX opset 13).

import { type Scope, single } from "../graph/scope.ts";
import { type Dimension, type Shape, shapeText, type Value } from "../graph/graph.ts";
import { broadcastShape } from "./elementwise.ts";
import { refuse } from "./refuse.ts";

/**
 * Matrix product over the last two axes: `[..., M, K] x [..., K, P]` -> `[..., M, P]`.
 *
 * @throws {RangeError} If the inner sizes differ.
 */
export function matMul(g: Scope, a: Value, b: Value): Value {
  const inner = a.shape.at(-1);
  if (a.shape.length < 2 || b.shape.length < 2 || inner !== b.shape.at(-2)) {
    throw refuse(
      g,
      "MatMul",
      `inner sizes must be equal: got ${shapeText(a.shape)} x ${shapeText(b.shape)}`,
    );
  }
  const batch = broadcastShape(g, "MatMul", a.shape.slice(0, -2), b.shape.slice(0, -2));
  const matrix = [a.shape.at(-2), b.shape.at(-1)] as Dimension[];
  return single(g.node("MatMul", { inputs: [a, b], outputs: [[...batch, ...matrix]] }));
}

/**
 * `x weight^T + bias`: `[N, in]` -> `[N, out]`.
 *
 * @param weight `[out, in]`, as PyTorch stores it
 * @param bias `[out]`
 * @throws {RangeError} If the sizes do not fit together.
 */
export function gemm(g: Scope, x: Value, weight: Value, bias: Value): Value {
  const [out, inSize] = weight.shape;
  if (x.shape.length !== 2 || x.shape[1] !== inSize || bias.shape[0] !== out) {
    throw refuse(
      g,
      "Gemm",
      `[N, in], [out, in] and [out] must fit: ` +
        `got ${[x, weight, bias].map(({ shape }) => shapeText(shape)).join(", ")}`,
    );
  }
  const shape: Shape = [x.shape[0] as Dimension, out as Dimension];
  return single(
    g.node("Gemm", { inputs: [x, weight, bias], attributes: { transB: 1 }, outputs: [shape] }),
  );
}
