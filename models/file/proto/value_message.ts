// ValueInfoProto and TypeProto: type and sizes of a value, as far as stated.

import type { FileContainer, FileDimension, FileValue } from "../file_model.ts";
import { KEPT_BYTES } from "../wire/budget.ts";
import { int64Of, integerOf, messageOf, textOf } from "../wire/field_values.ts";
import { damaged, type Field, type WireReader } from "../wire/wire_reader.ts";
import { dataTypeOf } from "./tensor_message.ts";

/** Sequences of optionals of sequences end somewhere. */
const MOST_DEPTH = 16;
const MOST_AXES = 256;

type Stated = Omit<FileValue, "name">;

const NOT_STATED: Stated = { dtype: null, shape: null };

/** A ValueInfoProto. */
export function readValue(reader: WireReader, range: Field): FileValue {
  reader.budget.keep(KEPT_BYTES.value, range.offset);
  let name = "";
  let stated = NOT_STATED;
  reader.fields(range, {
    1: (field) => name = textOf(reader, field),
    2: (field) => stated = readType(reader, messageOf(field)),
  });
  return { name, ...stated };
}

/** A TypeProto. */
export function readType(reader: WireReader, range: Field, depth = 0): Stated {
  if (depth > MOST_DEPTH) {
    throw damaged(`a type is nested more than ${MOST_DEPTH} deep`, range.offset);
  }
  let stated = NOT_STATED;
  const readContainer = (field: Field, isSequence: boolean) => {
    const element = readElementType(reader, messageOf(field), depth);
    stated = { ...element, container: containing(isSequence, element.container) };
  };
  reader.fields(range, {
    1: (field) => stated = readTensorType(reader, messageOf(field)),
    4: (field) => readContainer(field, true),
    5: () => stated = { ...NOT_STATED, container: "map" },
    7: () => stated = { ...NOT_STATED, container: "opaque" },
    8: (field) =>
      stated = { ...readTensorType(reader, messageOf(field)), container: "sparse tensor" },
    9: (field) => readContainer(field, false),
  });
  return stated;
}

function containing(isSequence: boolean, inner: FileContainer | undefined): FileContainer {
  if (inner === undefined) return isSequence ? "sequence" : "optional";
  return inner === "sequence" && !isSequence ? "optional sequence" : "opaque";
}

function readElementType(reader: WireReader, range: Field, depth: number): Stated {
  let stated = NOT_STATED;
  reader.fields(range, {
    1: (field) => stated = readType(reader, messageOf(field), depth + 1),
  });
  return stated;
}

function readTensorType(reader: WireReader, range: Field): Stated {
  let { dtype, shape } = NOT_STATED;
  reader.fields(range, {
    1(field) {
      const code = integerOf(field);
      dtype = code === 0 ? null : dataTypeOf(code, field.offset);
    },
    2: (field) => shape = readShape(reader, messageOf(field)),
  });
  return { dtype, shape };
}

function readShape(reader: WireReader, range: Field): readonly FileDimension[] {
  const shape: FileDimension[] = [];
  reader.fields(range, {
    1(field) {
      if (shape.length === MOST_AXES) {
        throw damaged(`a value has more than ${MOST_AXES} axes`, field.offset);
      }
      reader.budget.keep(KEPT_BYTES.axis, field.offset);
      shape.push(readDimension(reader, messageOf(field)));
    },
  });
  return shape.slice();
}

/** What exporters write for a size that they do not know, beside -1: a name that is none. */
const NO_NAMES: readonly FileDimension[] = ["", "?", "None", "-1"];

function readDimension(reader: WireReader, range: Field): FileDimension {
  let size = null as FileDimension;
  reader.fields(range, {
    1: (field) => size = int64Of(field) < 0n ? null : integerOf(field),
    2: (field) => size = textOf(reader, field),
  });
  return NO_NAMES.includes(size ?? "") ? null : size;
}
