// One image in, a batch inside: the input has batch 1 and is repeated by the graph itself, so that
// a device gets one image over its bus, whatever the batch.
//
//   y = f(x), x: [N, C, H, W]   becomes   y = f(expand(x, [batch, C, H, W])), x: [1, C, H, W]

import type { Graph, Node, Parameter, Value } from "../../graph/graph.ts";

const EXPANDED = "image/expanded";
const SIZES = "image/expanded/sizes";

/**
 * The network with its batch fixed and made inside.
 *
 * @throws {RangeError} If the graph has not exactly one input with an open batch.
 */
export function expandInput(graph: Graph, batch: number): Graph {
  const [input, ...others] = graph.inputs;
  if (input === undefined || others.length > 0 || input.shape[0] !== "N") {
    throw new RangeError(
      `Cannot expand the input of "${graph.name}" as it needs one input with an open batch: ` +
        `got ${graph.inputs.length} inputs`,
    );
  }
  const rest = input.shape.slice(1).map(Number);
  const image: Value = { ...input, shape: [1, ...rest] };
  const expanded: Value = { ...input, name: EXPANDED };
  const sizes: Parameter = {
    name: SIZES,
    dtype: "int64",
    shape: [1 + rest.length],
    role: "constant",
    data: BigInt64Array.from([batch, ...rest], BigInt),
  };
  const expand: Node = {
    name: `${EXPANDED}/Expand`,
    op: "Expand",
    inputs: [image.name, SIZES],
    outputs: [EXPANDED],
    attributes: {},
    scope: "",
  };
  const renamed = (name: string) => name === input.name ? EXPANDED : name;
  return {
    ...graph,
    inputs: [image],
    nodes: [expand, ...graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(renamed) }))],
    parameters: [...graph.parameters, sizes],
    values: new Map([...graph.values, [image.name, image], [EXPANDED, expanded], [SIZES, sizes]]),
  };
}
