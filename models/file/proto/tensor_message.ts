// TensorProto and SparseTensorProto: type, sizes, and where the data lies. Numbers are read only where
// a shape may need them.

import { type DataType, elementBytes, typeOfCode } from "../../graph/data_type.ts";
import { FileError } from "../file_error.ts";
import type { FileTensor, TensorPlace } from "../file_model.ts";
import { KEPT_BYTES } from "../wire/budget.ts";
import { exactNumber, integerOf, messageOf, textOf } from "../wire/field_values.ts";
import { type ByteRange, damaged, type Field, type WireReader } from "../wire/wire_reader.ts";
import {
  elementNumbers,
  isWorthReading,
  standsInWords,
  wordCount,
  wordNumbers,
} from "./element_numbers.ts";
import { entryOf } from "./entry_message.ts";
import { externalPlace } from "./external_place.ts";
import { addNumbers, emptyList, type NumberFormat, type NumberList } from "./number_list.ts";

/** The most axes of a tensor. */
const MOST_AXES = 256;
/** No tensor whose numbers are read has more (element_numbers.ts). */
const MOST_NUMBERS = 4096;
const EXTERNAL = 1;
/** `int32_data`, which holds types of up to 16 bits too. */
const WORDS = 5;

/**
 * The element type of a code.
 *
 * @throws {FileError} If there is none.
 */
export function dataTypeOf(code: number, offset: number): DataType {
  const dtype = typeOfCode(code);
  if (dtype !== undefined) return dtype;
  throw damaged(`${code} is no element type of ONNX`, offset);
}

/** How many elements a shape has, which must be below 2^53. */
function countOf(name: string, shape: readonly number[], offset: number): number {
  const count = shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
  if (shape.every((size) => size >= 0) && Number.isSafeInteger(count)) return count;
  throw damaged(`tensor "${name}" has impossible sizes [${shape.join(", ")}]`, offset);
}

/** Numbers of a list that a tensor's message may repeat, as sizes. */
function sizesOf(list: NumberList, offset: number): readonly number[] {
  if (list.isLong) throw damaged(`a tensor has more than ${MOST_AXES} axes`, offset);
  return list.numbers.map(Number);
}

/** What adding to a list of sizes needs. */
const SIZES = { format: "int64", most: MOST_AXES } as const;

/** What the message says, before it is made sense of. */
interface TensorParts {
  readonly dims: NumberList;
  code: number;
  name: string;
  raw?: ByteRange;
  /** By field; typed data of one type stands in one of them. */
  readonly typed: Map<number, NumberList>;
  hasStrings: boolean;
  readonly external: Map<string, string>;
  location: number;
}

function partsOf(reader: WireReader, range: ByteRange): TensorParts {
  const parts: TensorParts = {
    dims: emptyList(),
    code: 0,
    name: "",
    typed: new Map(),
    hasStrings: false,
    external: new Map(),
    location: 0,
  };
  const addTyped = (field: Field, format: NumberFormat) => {
    const list = parts.typed.get(field.number) ?? emptyList();
    parts.typed.set(field.number, list);
    addNumbers(reader, list, field, { format, most: MOST_NUMBERS });
  };
  reader.fields(range, {
    1: (field) => addNumbers(reader, parts.dims, field, SIZES),
    2: (field) => parts.code = integerOf(field),
    3: refuseSegments,
    4: (field) => addTyped(field, "float"),
    [WORDS]: (field) => addTyped(field, "int64"),
    6: () => parts.hasStrings = true,
    7: (field) => addTyped(field, "int64"),
    8: (field) => parts.name = textOf(reader, field),
    9: (field) => parts.raw = messageOf(field),
    10: (field) => addTyped(field, "double"),
    11: (field) => addTyped(field, "uint64"),
    13: (field) => parts.external.set(...entryOf(reader, messageOf(field))),
    14: (field) => parts.location = integerOf(field),
  });
  return parts;
}

function refuseSegments({ offset }: Field): never {
  throw new FileError({
    reason: "a tensor is stored in segments, which readers of ONNX do not take",
    cure: "save the model again with a newer onnx",
    offset,
  });
}

/** A TensorProto. */
export function readTensor(reader: WireReader, range: Field): FileTensor {
  reader.budget.keep(KEPT_BYTES.tensor, range.offset);
  const parts = partsOf(reader, range);
  const { name } = parts;
  const dtype = dataTypeOf(parts.code, range.offset);
  const shape = sizesOf(parts.dims, range.offset);
  const elementCount = countOf(name, shape, range.offset);
  const place = placeOf(reader, { range, parts, dtype, elementCount });
  return { name, dtype, shape, place };
}

interface Placing {
  readonly range: Field;
  readonly parts: TensorParts;
  readonly dtype: DataType;
  readonly elementCount: number;
}

function placeOf(reader: WireReader, placing: Placing): TensorPlace {
  const { range, parts, dtype, elementCount } = placing;
  const byteLength = elementBytes(dtype, elementCount);
  const requireBytes = (found: number) => {
    if (byteLength === null || found === byteLength) return;
    throw damaged(
      `tensor "${parts.name}" has ${found} bytes of data, where ${elementCount} elements of ` +
        `${dtype} take ${byteLength}`,
      range.offset,
    );
  };
  if (parts.location === EXTERNAL) {
    const place = externalPlace(parts.name, parts.external, range.offset);
    if (place.byteLength !== null) requireBytes(place.byteLength);
    return place;
  }
  if (elementCount === 0) return { kind: "numbers", numbers: [] };
  const isRead = isWorthReading(dtype, elementCount);
  const { raw } = parts;
  if (raw !== undefined && (raw.end > raw.start || parts.typed.size === 0)) {
    requireBytes(raw.end - raw.start);
    if (!isRead) return { kind: "file", offset: raw.start, byteLength: raw.end - raw.start };
    reader.budget.keep(KEPT_BYTES.number * elementCount, range.offset);
    return { kind: "numbers", numbers: elementNumbers(dtype, elementCount, reader.bytes(raw)) };
  }
  const { start, end } = range;
  const inMessage = {
    kind: "file",
    offset: start,
    byteLength: end - start,
    isMessage: true,
  } as const;
  if (parts.hasStrings) return inMessage;
  const [[field, list] = [0, undefined]] = parts.typed;
  if (list === undefined) return { kind: "absent" };
  if (!isRead) return inMessage;
  return { kind: "numbers", numbers: typedNumbers(placing, field, list) };
}

/** Numbers of the field that holds them. */
function typedNumbers(
  { range, parts, dtype, elementCount }: Placing,
  field: number,
  { numbers, isLong }: NumberList,
): readonly (number | bigint)[] {
  if (field === WORDS && !standsInWords(dtype)) {
    throw damaged(`tensor "${parts.name}" has ${dtype} in int32_data`, range.offset);
  }
  const wanted = field === WORDS ? wordCount(dtype, elementCount) : elementCount;
  if (isLong || numbers.length !== wanted) {
    throw damaged(
      `tensor "${parts.name}" has ${isLong ? "too many" : numbers.length} numbers, where its ` +
        `sizes ask for ${wanted}`,
      range.offset,
    );
  }
  if (field === WORDS) return wordNumbers(dtype, elementCount, numbers.map(Number));
  return numbers.map((number) => typeof number === "bigint" ? exactNumber(number) : number);
}

/** A SparseTensorProto: sizes of the whole, place of the stored values. */
export function readSparseTensor(reader: WireReader, range: Field): FileTensor {
  const dims = emptyList();
  const read = { values: undefined as FileTensor | undefined };
  reader.fields(range, {
    1: (field) => read.values = readTensor(reader, messageOf(field)),
    3: (field) => addNumbers(reader, dims, field, SIZES),
  });
  const { values } = read;
  if (values === undefined) throw damaged("a sparse tensor has no values", range.offset);
  const shape = sizesOf(dims, range.offset);
  const { name, dtype, place } = values;
  const storedCount = countOf(name, values.shape, range.offset);
  if (storedCount > countOf(name, shape, range.offset)) {
    throw damaged(`sparse tensor "${name}" has more values than elements`, range.offset);
  }
  return { name, dtype, shape, place, storedCount };
}
