// From messages to the graph that a file means: functions are inlined, Constant nodes become tensors,
// names are settled, nodes stand in the order in which they can run.
//
// A function's own values get the call before their names ("call::value"), so that no two values of
// a graph share one. Tensors inside a function are there once, however often it is called.

import { FileError } from "../file_error.ts";
import type { FileAttribute, FileGraph, FileNode, FileTensor, FileValue } from "../file_model.ts";
import { modulePathOfName } from "../proto/module_path.ts";
import type { RawAttribute, RawFunction, RawGraph, RawNode } from "../proto/raw_model.ts";
import { type Budget, KEPT_BYTES } from "../wire/budget.ts";
import { capturedValues } from "./captured_values.ts";
import { constantTensor } from "./constant_tensor.ts";
import { type Frame, functionKey, hoist, type Lowering, renaming } from "./lowering.ts";
import { inRunningOrder, type Ordered } from "./node_order.ts";

/** Calls inside calls. */
const MOST_CALL_DEPTH = 100;

const NO_ATTRIBUTES: ReadonlyMap<string, FileAttribute> = new Map();

/** What the nodes of a graph come to. */
interface Lowered {
  readonly nodes: (Ordered & { readonly node: FileNode })[];
  readonly tensors: FileTensor[];
}

/** A graph or subgraph, which stands in a frame. */
export function lowerGraph(lowering: Lowering, raw: RawGraph, outer: Frame): FileGraph {
  const frame = graphFrame(lowering, raw, outer);
  const rename = (value: FileValue) => ({ ...value, name: frame.rename(value.name) });
  const lowered: Lowered = { nodes: [], tensors: [] };
  const initializers = raw.initializers.map((tensor) => ownTensor(lowering, tensor, frame));
  lowerNodes(lowering, raw.nodes, { frame, lowered });

  const isFunction = frame.valuePrefix !== "";
  const tensors = distinctTensors(
    [...isFunction ? [] : initializers, ...lowered.tensors],
    lowering,
  );
  const constantNames = new Set(initializers.map(({ name }) => name));
  const values = {
    inputs: raw.inputs.map(rename).filter(({ name }) => !constantNames.has(name)),
    outputs: raw.outputs.map(rename),
    initializers: tensors,
  };
  // Two values of one name may look like a circle.
  const captured = capturedValues(values, lowered.nodes);
  const graph: FileGraph = {
    name: raw.name,
    ...values,
    nodes: inRunningOrder(lowered.nodes).map(({ node }) => node),
    stated: new Map([...raw.stated.values()].map(rename).map((value) => [value.name, value])),
    ...(raw.annotations.size === 0 ? {} : { annotations: raw.annotations }),
  };
  lowering.captures.set(graph, captured);
  return graph;
}

/** The frame inside a graph: in a function, the graph's own values are its call's own too. */
function graphFrame(lowering: Lowering, raw: RawGraph, outer: Frame): Frame {
  if (outer.valuePrefix === "") return outer;
  // It is there once more in each call of the function, with what it states.
  const valueCount = raw.inputs.length + raw.outputs.length + raw.stated.size;
  lowering.budget.keep(KEPT_BYTES.graph + KEPT_BYTES.value * valueCount, raw.offset);
  const own = new Map<string, string>();
  const prefix = `${outer.valuePrefix}${raw.offset}:`;
  for (const { name } of raw.inputs) own.set(name, `${prefix}${name}`);
  for (const node of raw.nodes) {
    const constant = hoistedName(lowering, node, outer);
    for (const output of node.outputs) own.set(output, constant ?? `${prefix}${output}`);
  }
  for (const tensor of raw.initializers) {
    own.set(tensor.name, hoist(lowering, tensor, tensor, outer).name);
  }
  return renaming(lowering.budget, outer, own);
}

/** An initializer under its name in the file. */
function ownTensor(lowering: Lowering, tensor: FileTensor, frame: Frame): FileTensor {
  if (frame.valuePrefix !== "") return hoist(lowering, tensor, tensor, frame);
  return lowering.settle({ ...tensor, name: frame.rename(tensor.name) });
}

/** Each name once; of two tensors with one name, the runtime takes the latter. */
function distinctTensors(
  tensors: readonly FileTensor[],
  { notices }: Lowering,
): readonly FileTensor[] {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  if (byName.size < tensors.length) {
    notices.add(`${tensors.length - byName.size} initializers have the name of a later one`);
  }
  return [...byName.values()];
}

interface Into {
  readonly frame: Frame;
  readonly lowered: Lowered;
}

function lowerNodes(lowering: Lowering, nodes: readonly RawNode[], into: Into): void {
  for (const [index, raw] of nodes.entries()) lowerNode(lowering, raw, { ...into, index });
}

function lowerNode(
  lowering: Lowering,
  raw: RawNode,
  { frame, lowered, index }: Into & { readonly index: number },
): void {
  const { budget, functions } = lowering;
  // The names of a file's own nodes stay, so that they are found again elsewhere.
  const isKept = raw.name !== "" && frame.calls.length === 0;
  const name = lowering.nodeName(
    isKept ? raw.name : frame.nodePrefix + (raw.name || `${raw.op}_${index}`),
  );
  budget.keep(KEPT_BYTES.node + 2 * name.length, raw.offset);
  if (frame.calls.length > 0) keepCopy(budget, raw);
  const inFrame = { ...frame, nodePrefix: `${name}/` };
  const attributes = attributesOf(lowering, raw, inFrame);
  const callee = functions.get(functionKey({ ...raw, name: raw.op }));
  if (callee !== undefined) {
    inlineCall(lowering, callee, { raw, name, attributes, frame, lowered });
    return;
  }
  if (raw.op === "Constant" && raw.domain === "") {
    const tensor = constantTensor(frame.rename(raw.outputs[0] ?? ""), attributes);
    if (tensor !== undefined) {
      const isHoisted = lowering.hoisted.get(raw)?.name === tensor.name;
      if (!isHoisted) lowered.tensors.push(lowering.settle(tensor));
      return;
    }
  }
  const inputs = raw.inputs.map(frame.rename);
  const outputs = raw.outputs.map(frame.rename);
  const { op, domain } = raw;
  const version = versionOf(lowering, raw, frame);
  const scope = joined(frame.scope, raw.modulePath ?? modulePathOfName(raw.name));
  const node: FileNode = { name, op, domain, version, inputs, outputs, attributes, scope };
  const captured = subgraphsOf(attributes)
    .flatMap((graph) => [...lowering.captures.get(graph)?.keys() ?? []]);
  const isWhole = captured.length === 0 && !inputs.includes("");
  const reads = isWhole ? inputs : [...inputs.filter((input) => input !== ""), ...captured];
  lowered.nodes.push({ name, outputs, reads, node });
}

/** By name; nodes whose attributes are all alike have one and the same. */
function attributesOf(
  lowering: Lowering,
  { attributes }: RawNode,
  frame: Frame,
): ReadonlyMap<string, FileAttribute> {
  if (attributes.length === 0) return NO_ATTRIBUTES;
  const key = attributes.every(({ number }) => number !== undefined)
    ? attributes.map(({ number }) => number).join()
    : undefined;
  const known = key === undefined ? undefined : lowering.attributes.get(key);
  if (known !== undefined) return known;
  const own = new Map(attributes.flatMap((attribute) => {
    const value = lowerAttribute(lowering, attribute, frame);
    return value === undefined ? [] : [[attribute.name, value] as const];
  }));
  if (key !== undefined) lowering.attributes.set(key, own);
  return own;
}

/** A node of a function is there once more in each call. */
function keepCopy(budget: Budget, { inputs, outputs, attributes, offset }: RawNode): void {
  budget.keep(
    KEPT_BYTES.input * inputs.length + KEPT_BYTES.output * outputs.length +
      KEPT_BYTES.attribute * attributes.length,
    offset,
  );
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(".");
}

function subgraphsOf(attributes: ReadonlyMap<string, FileAttribute>): readonly FileGraph[] {
  return [...attributes.values()].flatMap((attribute) =>
    attribute.kind === "graph" || attribute.kind === "graphs" ? attribute.value : []
  );
}

/** Version of the operator set that a node is of. */
function versionOf(
  { notices }: Lowering,
  { domain, op, offset }: RawNode,
  { versions }: Frame,
): number {
  const version = versions.get(domain);
  if (version !== undefined) return version;
  if (domain === "") {
    throw new FileError({
      reason: `it has "${op}" of ONNX's own operators and does not say of which version`,
      cure: "add an opset_import for the domain ai.onnx, or export it again",
      offset,
    });
  }
  notices.add(`operators of "${domain}" are taken for version 1, as the file states none`);
  return 1;
}

/** The value of an attribute; `undefined` if it stands for one that the call has not set. */
function lowerAttribute(
  lowering: Lowering,
  { name, reference, value }: RawAttribute,
  frame: Frame,
): FileAttribute | undefined {
  if (reference !== undefined) {
    if (frame.attributes !== undefined) return frame.attributes.get(reference);
    throw new FileError({
      reason: `attribute "${name}" stands for "${reference}" of a function, and is in none`,
      cure: "export the model again",
    });
  }
  const inside = { ...frame, nodePrefix: `${frame.nodePrefix}${name}/` };
  if (value.kind === "graph") {
    return { kind: "graph", value: lowerGraph(lowering, value.value, inside) };
  }
  if (value.kind === "graphs") {
    return {
      kind: "graphs",
      value: value.value.map((graph) => lowerGraph(lowering, graph, inside)),
    };
  }
  return value.kind === "tensor" ? { kind: "tensor", value: lowering.settle(value.value) } : value;
}

interface Call extends Into {
  readonly raw: RawNode;
  /** Of the call, unique. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, FileAttribute>;
}

/** Puts the nodes of a function in the place of its call. */
function inlineCall(lowering: Lowering, callee: RawFunction, call: Call): void {
  const { raw, name, attributes, frame, lowered } = call;
  const key = functionKey(callee);
  requireCallable(key, callee, call);
  lowering.budget.keep(KEPT_BYTES.call, raw.offset);
  const inside = { ...frame, calls: [...frame.calls, key], valuePrefix: `${name}::` };

  const own = new Map<string, string>();
  for (const [index, formal] of callee.inputs.entries()) {
    own.set(formal, frame.rename(raw.inputs[index] ?? ""));
  }
  /** Outputs that are inputs, or the same as others: no node of the function makes them. */
  const copies: (readonly [from: string, to: string])[] = [];
  for (const [index, formal] of callee.outputs.entries()) {
    const actual = frame.rename(raw.outputs[index] ?? "");
    if (actual === "") continue;
    const taken = own.get(formal);
    if (taken === undefined) own.set(formal, actual);
    else copies.push([taken, actual]);
  }
  for (const node of callee.nodes) {
    for (const output of node.outputs) {
      if (output === "" || own.has(output)) continue;
      own.set(output, hoistedName(lowering, node, inside) ?? `${name}::${output}`);
    }
  }
  const body: Frame = {
    ...renaming(lowering.budget, { ...inside, rename: (local) => `${name}::${local}` }, own),
    versions: new Map([...frame.versions, ...callee.versions]),
    attributes: callAttributes(lowering, callee, { attributes, frame: inside }),
    nodePrefix: `${name}/`,
    scope: joined(frame.scope, raw.modulePath ?? (raw.name || name)),
  };
  lowerNodes(lowering, callee.nodes, { frame: body, lowered });
  for (const [from, to] of copies) {
    const copy = lowering.nodeName(`${name}/Identity`);
    const node: FileNode = {
      name: copy,
      op: "Identity",
      domain: "",
      version: body.versions.get("") ?? 1,
      inputs: [from],
      outputs: [to],
      attributes: NO_ATTRIBUTES,
      scope: body.scope,
    };
    lowered.nodes.push({ name: copy, outputs: [to], reads: [from], node });
  }
}

function requireCallable(
  key: string,
  { inputs, outputs }: RawFunction,
  { raw, name, frame }: Call,
) {
  const refuse = (reason: string) =>
    new FileError({ reason, cure: "export the model again", offset: raw.offset });
  const begun = frame.calls.indexOf(key);
  if (begun >= 0) {
    const circle = [...frame.calls.slice(begun), key].join(" -> ");
    throw refuse(`function "${key}" calls itself (${circle})`);
  }
  if (frame.calls.length >= MOST_CALL_DEPTH) {
    throw refuse(`functions call each other more than ${MOST_CALL_DEPTH} deep`);
  }
  if (raw.inputs.length > inputs.length || raw.outputs.length > outputs.length) {
    throw refuse(
      `node "${name}" has ${raw.inputs.length} inputs and ${raw.outputs.length} outputs, ` +
        `function "${key}" has ${inputs.length} and ${outputs.length}`,
    );
  }
}

/** The name of a constant that is the same in every call; `undefined` for other nodes. */
function hoistedName(lowering: Lowering, node: RawNode, frame: Frame): string | undefined {
  const [output = ""] = node.outputs;
  const isFixed = node.attributes.every(({ reference }) => reference === undefined);
  if (node.op !== "Constant" || node.domain !== "" || !isFixed) return undefined;
  const tensor = constantTensor(output, attributesOf(lowering, node, frame));
  return tensor && hoist(lowering, node, tensor, frame).name;
}

/** What a function's attributes are in one call: as set, else their defaults. */
function callAttributes(
  lowering: Lowering,
  { attributes, defaults }: RawFunction,
  call: { readonly attributes: ReadonlyMap<string, FileAttribute>; readonly frame: Frame },
): ReadonlyMap<string, FileAttribute> {
  const values = new Map<string, FileAttribute>();
  for (const attribute of defaults) {
    const value = lowerAttribute(lowering, attribute, { ...call.frame, attributes: undefined });
    if (value !== undefined) values.set(attribute.name, value);
  }
  for (const name of [...attributes, ...defaults.map((attribute) => attribute.name)]) {
    const value = call.attributes.get(name);
    if (value !== undefined) values.set(name, value);
  }
  return values;
}
