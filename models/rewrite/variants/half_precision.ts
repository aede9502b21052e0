// Half precision: weights and activations in float16, input and output in float32.
//
//   y = f(x; w)   becomes   y = float32(f(float16(x); float16(w)))
//
// The casts of the weights are constants, so the runtime folds them when it loads the graph.

import { DATA_TYPES } from "../../graph/data_type.ts";
import type { Graph, Node, Value } from "../../graph/graph.ts";

/** The name of a float32 value's half-precision twin. */
function halfName(name: string): string {
  return `${name}/half`;
}

function castNode(input: string, output: string, dtype: "float16" | "float32"): Node {
  const name = `${dtype === "float16" ? "half" : "full"}/${output}`;
  const attributes = { to: DATA_TYPES[dtype].code };
  return { name, op: "Cast", inputs: [input], outputs: [output], attributes, scope: "" };
}

/** Region and scales of Resize are float32 by ONNX's own rule. */
function staysFull({ op }: Node, inputIndex: number): boolean {
  return op === "Resize" && inputIndex > 0;
}

/**
 * The same network in half precision: every float32 value between input and output becomes float16.
 * Integer values stay as they are.
 */
export function halfPrecision(graph: Graph): Graph {
  const isFloat = (name: string) => graph.values.get(name)?.dtype === "float32";
  const half = (name: string) => isFloat(name) ? halfName(name) : name;

  const given = new Set(
    [...graph.inputs, ...graph.parameters].map(({ name }) => name).filter(isFloat),
  );
  const read = new Set(graph.nodes.flatMap(({ inputs }) => inputs));
  const entering = [...given].filter((name) => read.has(name))
    .map((name) => castNode(name, halfName(name), "float16"));
  const inside = graph.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map((name, i) => staysFull(node, i) ? name : half(name)),
    outputs: node.outputs.map(half),
  }));
  const leaving = graph.outputs.filter(({ name }) => isFloat(name))
    .map(({ name }) => castNode(halfName(name), name, "float32"));

  const halves = [...graph.values.values()].filter(({ dtype }) => dtype === "float32")
    .map((value): Value => ({ ...value, name: halfName(value.name), dtype: "float16" }));
  const kept = [...graph.values].filter(([name, { dtype }]) =>
    dtype !== "float32" || given.has(name) || graph.outputs.some((output) => output.name === name)
  );
  return {
    ...graph,
    nodes: [...entering, ...inside, ...leaving],
    values: new Map([...kept, ...halves.map((value) => [value.name, value] as const)]),
  };
}
