// ModelProto and FunctionProto.

import { FileError } from "../file_error.ts";
import { KEPT_BYTES } from "../wire/budget.ts";
import { integerOf, looseTextOf, messageOf, textOf } from "../wire/field_values.ts";
import { damaged, type Field, type WireReader } from "../wire/wire_reader.ts";
import { domainName, operatorSetOf } from "./entry_message.ts";
import { readAttribute, readGraph, readNode } from "./graph_message.ts";
import type { RawAttribute, RawFunction, RawGraph, RawModel, RawNode } from "./raw_model.ts";

/** Versions of the format that are known (onnx.proto, Version). */
const OLDEST_IR = 3;
const NEWEST_IR = 13;

/**
 * The whole file as a ModelProto.
 *
 * @throws {FileError} If it is none, or of a version that cannot be read.
 */
export function readModelMessage(reader: WireReader): RawModel {
  const read = {
    irVersion: undefined as number | undefined,
    graph: undefined as RawGraph | undefined,
    producerName: "",
    producerVersion: "",
    trainingCount: 0,
    versions: new Map<string, number>(),
    functions: [] as RawFunction[],
  };
  reader.fields({ start: 0, end: reader.source.size }, {
    1: (field) => read.irVersion = integerOf(field),
    2: (field) => read.producerName = looseTextOf(reader, field),
    3: (field) => read.producerVersion = looseTextOf(reader, field),
    7(field) {
      if (read.graph !== undefined) throw damaged("it has two graphs", field.offset);
      read.graph = readGraph(reader, messageOf(field));
    },
    8: (field) => addOperatorSet(reader, field, read.versions),
    20: () => read.trainingCount += 1,
    25: (field) => read.functions.push(readFunction(reader, messageOf(field))),
  });
  const { irVersion, graph, versions, functions, producerName, producerVersion } = read;
  if (graph === undefined || irVersion === undefined) {
    throw new FileError({
      reason: `it has no ${graph === undefined ? "graph" : "version of the format (ir_version)"}`,
      cure: "name an ONNX model, or export it again",
    });
  }
  return {
    irVersion,
    graph,
    versions,
    functions,
    producer: `${producerName} ${producerVersion}`.trim(),
    notices: [...irNotices(irVersion), ...trainingNotices(read.trainingCount)],
  };
}

function addOperatorSet(reader: WireReader, field: Field, versions: Map<string, number>): void {
  reader.budget.keep(KEPT_BYTES.operatorSet, field.offset);
  versions.set(...operatorSetOf(reader, messageOf(field)));
}

function irNotices(irVersion: number): readonly string[] {
  if (irVersion < OLDEST_IR) {
    throw new FileError({
      reason: `its format is version ${irVersion} of ONNX's, older than ${OLDEST_IR}`,
      cure: "convert it with onnx.version_converter, or export it again",
    });
  }
  if (irVersion <= NEWEST_IR) return [];
  return [
    `its format is version ${irVersion}, newer than ${NEWEST_IR}, the newest known here: ` +
    `what is new in it is left out`,
  ];
}

function trainingNotices(trainingCount: number): readonly string[] {
  return trainingCount === 0 ? [] : ["its training parts are left out: only inference is read"];
}

/** A FunctionProto. */
function readFunction(reader: WireReader, range: Field): RawFunction {
  reader.budget.keep(KEPT_BYTES.function, range.offset);
  const read = {
    name: "",
    domain: "",
    overload: "",
    offset: range.offset,
    inputs: [] as string[],
    outputs: [] as string[],
    attributes: [] as string[],
    defaults: [] as RawAttribute[],
    nodes: [] as RawNode[],
    versions: new Map<string, number>(),
  };
  reader.fields(range, {
    1: (field) => read.name = textOf(reader, field),
    4: (field) => read.inputs.push(textOf(reader, field)),
    5: (field) => read.outputs.push(textOf(reader, field)),
    6: (field) => read.attributes.push(textOf(reader, field)),
    7: (field) => read.nodes.push(readNode(reader, messageOf(field), 0)),
    9: (field) => addOperatorSet(reader, field, read.versions),
    10: (field) => read.domain = domainName(textOf(reader, field)),
    11: (field) => read.defaults.push(readAttribute(reader, messageOf(field), 0)),
    13: (field) => read.overload = textOf(reader, field),
  });
  return read;
}
