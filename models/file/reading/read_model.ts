// A file of ONNX (github.com/onnx/onnx, onnx.proto) as plain data. Reads structure, names, and numbers
// that shapes may need; weights are passed over, so that memory and time do not follow their size.
// Metadata and training parts cost nothing that runs and are left out, the latter with a notice.

import { uniqueNames } from "../../graph/scope.ts";
import { FileError } from "../file_error.ts";
import type { FileModel, FileTensor } from "../file_model.ts";
import { readModelMessage } from "../proto/model_message.ts";
import type { RawFunction, RawModel } from "../proto/raw_model.ts";
import { Budget } from "../wire/budget.ts";
import type { ByteSource } from "../wire/byte_source.ts";
import { WireReader } from "../wire/wire_reader.ts";
import { type OpenExternal, withExternalNumbers } from "./external_numbers.ts";
import { HEAD_BYTES } from "./file_starts.ts";
import { foreignFile } from "./foreign_file.ts";
import { lowerGraph } from "./lower_graph.ts";
import { functionKey, type Lowering } from "./lowering.ts";

/** From this version on, an initializer that is an input too may be fed. */
const FIRST_IR_WITH_OVERRIDES = 4;

/** How a model is read. */
export interface ReadModelOptions {
  /** Opens files beside the model, for small tensors that shapes need. @default there are none */
  readonly openExternal?: OpenExternal;
}

/**
 * Reads a model.
 *
 * @throws {FileError} If it is not a model, is damaged, or asks for more than it may.
 */
export function readModel(
  source: ByteSource,
  { openExternal = () => undefined }: ReadModelOptions = {},
): FileModel {
  const foreign = foreignFile(source.read(0, Math.min(HEAD_BYTES, source.size)));
  if (foreign !== undefined) throw new FileError(foreign);

  const budget = new Budget();
  const raw = readModelMessage(new WireReader(source, budget));
  const missing = new Set<string>();
  const lowering: Lowering = {
    functions: functionsByKey(raw.functions),
    budget,
    nodeName: uniqueNames({ before: "#" }),
    tensorName: uniqueNames({ before: "#" }),
    settle: (tensor) => withExternalNumbers(tensor, { open: openExternal, budget, missing }),
    hoisted: new Map(),
    captures: new Map(),
    attributes: new Map(),
    notices: new Set(),
  };
  const lowered = lowerGraph(lowering, raw.graph, {
    versions: raw.versions,
    rename: (name) => name,
    attributes: undefined,
    calls: [],
    nodePrefix: "",
    valuePrefix: "",
    scope: "",
  });
  const moved = [...lowering.hoisted.values()];
  const graph = { ...lowered, initializers: [...lowered.initializers, ...moved] };
  requireMade(lowering.captures.get(lowered) ?? new Map(), moved);
  if (graph.outputs.length === 0) {
    throw new FileError({
      reason: "its graph has no outputs, so that nothing in it is needed",
      cure: "export it again",
    });
  }
  return {
    irVersion: raw.irVersion,
    producer: raw.producer,
    versions: raw.versions,
    graph,
    notices: [
      ...raw.notices,
      ...overrideNotices(raw),
      ...absentNotices(graph.initializers),
      ...missingNotices(missing),
      ...lowering.notices,
    ],
  };
}

function functionsByKey(functions: readonly RawFunction[]): ReadonlyMap<string, RawFunction> {
  const byKey = new Map<string, RawFunction>();
  for (const callee of functions) {
    const key = functionKey(callee);
    if (byKey.has(key)) {
      throw new FileError({
        reason: `it has two functions "${key}"`,
        cure: "export the model again",
        offset: callee.offset,
      });
    }
    byKey.set(key, callee);
  }
  return byKey;
}

/** Nothing is around the model's graph that could make a value. */
function requireMade(captured: ReadonlyMap<string, string>, moved: readonly FileTensor[]): void {
  const made = new Set(moved.map(({ name }) => name));
  const [lacking] = [...captured].filter(([name]) => !made.has(name));
  if (lacking === undefined) return;
  const [value, reader] = lacking;
  throw new FileError({
    reason: `${reader} needs the value "${value}", which nothing makes`,
    cure: "export the model again",
  });
}

function overrideNotices({ irVersion, graph }: RawModel): readonly string[] {
  if (irVersion < FIRST_IR_WITH_OVERRIDES) return [];
  const names = new Set(graph.initializers.map(({ name }) => name));
  const count = graph.inputs.filter(({ name }) => names.has(name)).length;
  if (count === 0) return [];
  return [
    `${count} of its weights are inputs too, so that the runtime cannot fold them: ` +
    `they are counted as weights and not fed`,
  ];
}

function absentNotices(initializers: readonly FileTensor[]): readonly string[] {
  const count =
    initializers.filter(({ place, dtype }) => place.kind === "absent" && dtype !== "string").length;
  return count === 0
    ? []
    : [`${count} of its tensors have no data: they are counted by their sizes`];
}

function missingNotices(missing: ReadonlySet<string>): readonly string[] {
  return [...missing].map((location) =>
    `"${location}" beside it is not there: numbers in it that shapes may need are unknown`
  );
}
