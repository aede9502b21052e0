// A graph as JSON beside its weights, for engines that build the network themselves: nodes with their
// names and scopes, values with their shapes, parameters by state_dict name with the place of their
// values in the file of weights.

import type { Attribute, Graph, Node } from "./graph.ts";
import { usedParameters } from "./graph.ts";
import { type EncodedModel, WEIGHTS_PATH } from "./onnx.ts";

/** The text of the JSON file, and what follows the weights of the model in theirs. */
export interface GraphJson {
  readonly json: string;
  /** Values of constants, from byte {@linkcode EncodedModel.weightBytes} on. */
  readonly constants: Uint8Array<ArrayBuffer>;
}

const ALIGNMENT_BYTES = 64;

/**
 * Describes a graph whose batch is a number.
 *
 * @param encoded The same graph as an ONNX model: its weights are at the same places.
 * @throws {RangeError} If it has graphs within nodes, which this format has no room for, or parameters
 * without values.
 */
export function graphJson(graph: Graph, encoded: EncodedModel): GraphJson {
  const { places, weightBytes } = encoded;
  const constants: { readonly offset: number; readonly bytes: Uint8Array }[] = [];
  let end = weightBytes;
  const parameters = usedParameters(graph).map(({ name, role, dtype, shape, data }) => {
    const place = places.get(name);
    const about = { name, role, type: dtype, shape };
    if (place !== undefined) {
      return { ...about, offset: place.offsetBytes, byteLength: place.sizeBytes };
    }
    if (data === undefined) {
      throw new RangeError(
        `Cannot describe "${graph.name}" for this engine as the values of "${name}" are not known: ` +
          `take an engine that reads ONNX files`,
      );
    }
    const { buffer, byteOffset, byteLength } = data;
    const offset = Math.ceil(end / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    constants.push({ offset, bytes: new Uint8Array(buffer, byteOffset, byteLength) });
    end = offset + byteLength;
    return { ...about, offset, byteLength };
  });
  const tail = new Uint8Array(end - weightBytes);
  for (const { offset, bytes } of constants) tail.set(bytes, offset - weightBytes);

  const names = new Set(graph.parameters.map(({ name }) => name));
  const values = [...graph.values.values()].filter(({ name }) => !names.has(name))
    .map(({ name, dtype, shape }) => [name, { type: dtype, shape }] as const);
  const json = JSON.stringify({
    name: graph.name,
    weights: WEIGHTS_PATH,
    inputs: graph.inputs.map(({ name }) => name),
    outputs: graph.outputs.map(({ name }) => name),
    nodes: graph.nodes.map((node) => nodeJson(graph, node)),
    values: Object.fromEntries(values),
    parameters,
  });
  return { json, constants: tail };
}

function nodeJson(graph: Graph, node: Node) {
  const { name, op, domain = "", version, attributes, inputs, outputs, scope, subgraphs } = node;
  if (subgraphs !== undefined && Object.keys(subgraphs).length > 0) {
    throw new RangeError(
      `Cannot describe "${graph.name}" for this engine as its node "${name}" has graphs inside: ` +
        `take an engine that reads ONNX files`,
    );
  }
  const content = attributesJson(attributes);
  return { name, op, domain, version, attributes: content, inputs, outputs, scope };
}

function attributesJson(attributes: Readonly<Record<string, Attribute>>) {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, attributeJson(value)]),
  );
}

/** JSON has no infinite numbers and no large whole ones: these are texts. */
function attributeJson(value: Attribute): unknown {
  if (typeof value !== "object") return value;
  if ("float" in value) return { float: finite(value.float) };
  if ("floats" in value) return { floats: value.floats.map(finite) };
  if (!("tensor" in value)) return value;
  const { numbers, ...tensor } = value.tensor;
  return { tensor: { ...tensor, numbers: numbers?.map(finite) ?? null } };
}

function finite(value: number | bigint): number | string {
  return typeof value === "number" && Number.isFinite(value) ? value : String(value);
}
