// Repeated numbers of a message, packed into one field or a field each, as writers please.

import { KEPT_BYTES } from "../wire/budget.ts";
import { int64, viewOf } from "../wire/field_values.ts";
import { type ByteRange, damaged, type Field, WIRE, type WireReader } from "../wire/wire_reader.ts";

/** How repeated numbers are written. */
export type NumberFormat = "int64" | "uint64" | "float" | "double";

const FIXED_BYTES = { float: 4, double: 8 } as const;

/** Numbers that a message has repeated, and how many bytes they take there. */
export interface NumberList {
  /** Those read so far; empty once there are too many. */
  numbers: (number | bigint)[];
  byteLength: number;
  /** More than the limit: none is kept. */
  isLong: boolean;
}

/** A list that has nothing yet. */
export function emptyList(): NumberList {
  return { numbers: [], byteLength: 0, isLong: false };
}

/** Adds what one more field holds; a list that grows beyond `most` numbers keeps none. */
export function addNumbers(
  reader: WireReader,
  list: NumberList,
  field: Field,
  { format, most }: { readonly format: NumberFormat; readonly most: number },
): void {
  list.byteLength += field.end - field.start;
  if (list.isLong) return;
  // A number takes a byte at least, so that this many cannot be read for nothing.
  const leastBytes = format === "float" || format === "double" ? FIXED_BYTES[format] : 1;
  const isPacked = field.wire === WIRE.bytes;
  const mostBytes = most * (leastBytes === 1 ? 10 : leastBytes);
  if (isPacked && field.end - field.start > mostBytes) return tooLong(list);

  const numbers = isPacked
    ? packedNumbers(reader, field, format)
    : [oneNumber(reader, field, format)];
  if (list.numbers.length + numbers.length > most) return tooLong(list);
  reader.budget.keep(numbers.length * KEPT_BYTES.number, field.offset);
  for (const number of numbers) list.numbers.push(number);
}

function tooLong(list: NumberList): void {
  list.isLong = true;
  list.numbers = [];
}

function packedNumbers(
  reader: WireReader,
  field: Field,
  format: NumberFormat,
): readonly (number | bigint)[] {
  if (format === "float" || format === "double") return fixedNumbers(reader, field, format);
  const numbers: (number | bigint)[] = [];
  reader.varints(field, (low, high) => numbers.push(wholeNumber(low, high, format)));
  return numbers;
}

function fixedNumbers(
  reader: WireReader,
  range: ByteRange,
  format: "float" | "double",
): readonly number[] {
  const size = FIXED_BYTES[format];
  const byteLength = range.end - range.start;
  if (byteLength % size !== 0) {
    throw damaged(`${byteLength} bytes are no list of numbers of ${size} bytes`, range.start);
  }
  const view = viewOf(reader.bytes(range));
  return Array.from(
    { length: byteLength / size },
    (_, index) =>
      format === "float" ? view.getFloat32(4 * index, true) : view.getFloat64(8 * index, true),
  );
}

function oneNumber(reader: WireReader, field: Field, format: NumberFormat): number | bigint {
  const isFixed = format === "float" || format === "double";
  const wanted = format === "float" ? WIRE.fixed32 : isFixed ? WIRE.fixed64 : WIRE.varint;
  if (field.wire !== wanted) {
    throw damaged(`field ${field.number} is no ${format} by its wire type`, field.offset);
  }
  if (isFixed) return fixedNumbers(reader, field, format)[0] as number;
  return wholeNumber(field.low, field.high, format);
}

function wholeNumber(low: number, high: number, format: "int64" | "uint64"): bigint {
  return format === "int64" ? int64(low, high) : (BigInt(high) << 32n) | BigInt(low);
}
