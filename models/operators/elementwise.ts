// Operators that keep the shape: sums and products with broadcasting, activations, Softmax.

import { type Scope, single } from "../graph/scope.ts";
import { type Shape, shapeText, type Value } from "../graph/graph.ts";
import { refuse } from "./refuse.ts";

/**
 * The common shape of two operands after numpy broadcasting.
 *
 * @throws {RangeError} If two sizes differ and neither is 1.
 */
export function broadcastShape(g: Scope, op: string, a: Shape, b: Shape): Shape {
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a];
  const offset = longer.length - shorter.length;
  return longer.map((size, axis) => {
    const other = shorter[axis - offset] ?? 1;
    if (size !== other && size !== 1 && other !== 1) {
      throw refuse(g, op, `shapes must broadcast: got ${shapeText(a)} and ${shapeText(b)}`);
    }
    return size === 1 ? other : size;
  });
}

function binary(g: Scope, op: string, a: Value, b: Value): Value {
  const shape = broadcastShape(g, op, a.shape, b.shape);
  return single(g.node(op, { inputs: [a, b], outputs: [shape] }));
}

function unary(g: Scope, op: string, x: Value, attributes = {}): Value {
  return single(g.node(op, { inputs: [x], attributes, outputs: [x.shape] }));
}

/**
 * `a + b`, broadcast.
 *
 * @throws {RangeError} If two sizes differ and neither is 1.
 */
export function add(g: Scope, a: Value, b: Value): Value {
  return binary(g, "Add", a, b);
}

/**
 * `a * b`, broadcast.
 *
 * @throws {RangeError} If two sizes differ and neither is 1.
 */
export function mul(g: Scope, a: Value, b: Value): Value {
  return binary(g, "Mul", a, b);
}

/** `max(x, 0)`. */
export function relu(g: Scope, x: Value): Value {
  return unary(g, "Relu", x);
}

/** `1 / (1 + exp(-x))`. */
export function sigmoid(g: Scope, x: Value): Value {
  return unary(g, "Sigmoid", x);
}

/** `x * Phi(x)` with the exact error function, as torch's nn.GELU() (ONNX opset 20). */
export function gelu(g: Scope, x: Value): Value {
  return unary(g, "Gelu", x, { approximate: "none" });
}

/** Softmax over the last axis. */
export function softmax(g: Scope, x: Value): Value {
  return unary(g, "Softmax", x, { axis: -1 });
}

/** `factor * x` for a number that the configuration fixes. */
export function scale(g: Scope, x: Value, factor: number): Value {
  return mul(g, x, g.constant(new Float32Array([factor]), []));
}
