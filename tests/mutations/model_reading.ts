// Careless changes of how model files are read.

import type { Mutation } from "./mutation.ts";

/** Of models/file/wire/, models/file/proto/, models/file/reading/ and of the files beside a model. */
export const MODEL_READING_MUTATIONS: readonly Mutation[] = [
  {
    what: "a field may end beyond the message that holds it",
    file: "models/file/wire/wire_reader.ts",
    find: "if (this.#position > end) throw",
    replace: "if (this.#position > this.source.size) throw",
  },
  {
    what: "a number may have more than 64 bits",
    file: "models/file/wire/wire_reader.ts",
    find: "if (high >= 2 ** 32) break;",
    replace: "",
  },
  {
    what: "the fifth byte of a number loses its upper bits",
    file: "models/file/wire/wire_reader.ts",
    find: "high += bits >>> 4;",
    replace: "",
  },
  {
    what: "fields are walked without end",
    file: "models/file/wire/budget.ts",
    find: "if (this.#fieldCount <= MOST_FIELDS) return;",
    replace: "if (this.#fieldCount > 0) return;",
  },
  {
    what: "memory is kept without end",
    file: "models/file/wire/budget.ts",
    find: "if (this.#keptBytes <= MOST_KEPT_BYTES) return;",
    replace: "if (this.#keptBytes > 0) return;",
  },
  {
    what: "broken names become the same",
    file: "models/file/wire/field_values.ts",
    find: `const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });`,
    replace: `const UTF8 = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });`,
  },
  {
    what: "whole numbers lose their sign",
    file: "models/file/wire/field_values.ts",
    find: "return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low));",
    replace: "return (BigInt(high) << 32n) | BigInt(low);",
  },
  {
    what: "4-bit elements are read from the upper half first",
    file: "models/file/proto/element_numbers.ts",
    find: "(byte >>> (bits * (index % perByte)))",
    replace: "(byte >>> (8 - bits - bits * (index % perByte)))",
  },
  {
    what: "weights are read as numbers",
    file: "models/file/proto/element_numbers.ts",
    find: "READERS.has(dtype) && elementCount <= most",
    replace: "READERS.has(dtype)",
  },
  {
    what: "data need not fit the sizes",
    file: "models/file/proto/tensor_message.ts",
    find: "if (byteLength === null || found === byteLength) return;",
    replace: "if (byteLength === null || found > 0) return;",
  },
  {
    what: "external data may lie anywhere",
    file: "models/file/proto/external_place.ts",
    find: `!location.split(/[/\\\\]/).includes("..")`,
    replace: "true",
  },
  {
    what: "unknown keys of external data are passed over",
    file: "models/file/proto/external_place.ts",
    find: "if (unknown !== undefined) throw",
    replace: "if (unknown === null) throw",
  },
  {
    what: "a size of -1 is a size",
    file: "models/file/proto/value_message.ts",
    find: "int64Of(field) < 0n ? null : integerOf(field)",
    replace: "integerOf(field)",
  },
  {
    what: "graphs may be nested without end",
    file: "models/file/proto/graph_message.ts",
    find: "const MOST_DEPTH = 33;",
    replace: "const MOST_DEPTH = 33_000;",
  },
  {
    what: "initializers stay inputs",
    file: "models/file/reading/lower_graph.ts",
    find: ".filter(({ name }) => !constantNames.has(name))",
    replace: "",
  },
  {
    what: "a function's nodes are of the model's versions",
    file: "models/file/reading/lower_graph.ts",
    find: "versions: new Map([...frame.versions, ...callee.versions]),",
    replace: "versions: frame.versions,",
  },
  {
    what: "a call's attribute loses to the default",
    file: "models/file/reading/lower_graph.ts",
    find: "const value = call.attributes.get(name);",
    replace: "const value = values.has(name) ? undefined : call.attributes.get(name);",
  },
  {
    what: "functions may call themselves",
    file: "models/file/reading/lower_graph.ts",
    find: "if (begun >= 0) {",
    replace: "if (begun > 99) {",
  },
  {
    what: "tensors of a function are there once for each call",
    file: "models/file/reading/lowering.ts",
    find: "if (known !== undefined) return known;",
    replace: "if (known !== undefined && calls.length > 9) return known;",
  },
  {
    what: "a value may be made twice",
    file: "models/file/reading/captured_values.ts",
    find: "if (other !== undefined) throw twice(name, other, maker);",
    replace: "",
  },
  {
    what: "a subgraph's values need not be made before it",
    file: "models/file/reading/lower_graph.ts",
    find: ".flatMap((graph) => [...lowering.captures.get(graph)?.keys() ?? []]);",
    replace: ".flatMap(() => [] as string[]);",
  },
  {
    what: "attributes of other numbers are taken for the same",
    file: "models/file/proto/graph_message.ts",
    find: "const key = String.fromCharCode(...reader.bytes(range));",
    replace: "const key = String.fromCharCode(...reader.bytes(range).subarray(0, 4));",
  },
  {
    what: "a call of a function keeps what its graphs state for nothing",
    file: "models/file/reading/lower_graph.ts",
    find: "lowering.budget.keep(KEPT_BYTES.graph + KEPT_BYTES.value * valueCount, raw.offset);",
    replace: "lowering.budget.keep(valueCount, raw.offset);",
  },
  {
    what: "every iteration of a loop is like the first",
    file: "bench/trace/executions.ts",
    find: "const key = JSON.stringify(execution, mapsAsLists);",
    replace: 'const key = "";',
  },
  {
    what: "a branch leaves no mark of its run",
    file: "bench/trace/named_model.ts",
    find: "graph.node.push(markerNode(inner.marker));",
    replace: "",
  },
  {
    what: "weights that are packed away shift the names of inputs",
    file: "bench/trace/executions.ts",
    find: "if (computed.length === shapes.length) return computed;",
    replace: "if (computed.length === shapes.length) return given.slice(0, shapes.length);",
  },
  {
    what: "what differs from the run is no difference",
    file: "bench/trace/traced_graph.ts",
    find: "shapeText(inferred.shape) === shapeText(traced.shape);",
    replace: "inferred.shape.length === traced.shape.length;",
  },
  {
    what: "matrices are compared by their sample alone",
    file: "bench/files/compare_tensors.ts",
    find: "if (block[index * columns + column] !== row[index]) return false;",
    replace: "",
  },
  {
    what: "tensors are compared up to their first difference",
    file: "bench/files/compare_tensors.ts",
    find: "if (left[index] !== right[index]) return false;",
    replace: "if (left[index] !== right[index]) return true;",
  },
  {
    what: "files of one name are told by their paths as written",
    file: "cli/files/distinct_names.ts",
    find: "resolve(path).split(SEPARATOR)",
    replace: "path.split(SEPARATOR)",
  },
  {
    what: "a plan knows files by their names",
    file: "cli/bench/bench_plans.ts",
    find: "return [id, file.sha256, file.inputs];",
    replace: "return [id];",
  },
  {
    what: "links beside the model are followed",
    file: "bench/files/external_files.ts",
    find: "return Deno.lstatSync(path);",
    replace: "return Deno.statSync(path);",
  },
  {
    what: "folders beside the model may lead away",
    file: "bench/files/external_files.ts",
    find:
      "if (found.isFile && isBelow(Deno.realPathSync(path), Deno.realPathSync(folder))) return true;",
    replace: "if (found.isFile) return true;",
  },
  {
    what: "names of networks are taken for files",
    file: "cli/options/file_arguments.ts",
    find: "if (isInCatalog(text)) return false;",
    replace: "",
  },
  {
    what: "a file that is fixed to a batch is said to be of another",
    file: "cli/commands/counted_files.ts",
    find: 'batch: batch === "N" ? asked.batch : batch,',
    replace: "batch: asked.batch,",
  },
];
