// What fields hold: text, whole numbers, real numbers, with their wire type checked first.
// Names must be UTF-8, as two broken ones could become the same; other text is shown with U+FFFD.

import { KEPT_BYTES } from "./budget.ts";
import {
  damaged,
  type Field,
  WIRE,
  WIRE_NAMES,
  type WireReader,
  type WireType,
} from "./wire_reader.ts";

/** Names are no longer than this, in bytes. */
const MOST_TEXT_BYTES = 2 ** 16;
const MOST_DIRECT_BYTES = 128;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const ANY_BYTES = new TextDecoder("utf-8", { ignoreBOM: true });

function requireWire({ number, wire, offset }: Field, wanted: WireType): void {
  if (wire === wanted) return;
  throw damaged(
    `field ${number} is ${WIRE_NAMES[wire]}, where ONNX has ${WIRE_NAMES[wanted]}`,
    offset,
  );
}

/** The same field, known to be a message or other bytes. */
export function messageOf(field: Field): Field {
  requireWire(field, WIRE.bytes);
  return field;
}

/**
 * A name: UTF-8, and an error if it is not, as two broken names could become the same. A name is there
 * once, however often the file has it.
 */
export function textOf(reader: WireReader, field: Field): string {
  const text = nameOf(shortBytes(reader, field), field);
  const known = reader.names.get(text);
  if (known !== undefined) return known;
  reader.budget.keep(KEPT_BYTES.name + 2 * text.length, field.offset);
  reader.names.set(text, text);
  return text;
}

function nameOf(bytes: Uint8Array, { offset }: Field): string {
  try {
    return asciiText(bytes) ?? UTF8.decode(bytes);
  } catch {
    throw damaged(`a name is no UTF-8`, offset);
  }
}

/**
 * Short ASCII, as nearly all names are, as text; `undefined` for anything else. Decoders take longer to
 * call than to decode.
 */
export function asciiText(bytes: Uint8Array): string | undefined {
  if (bytes.length > MOST_DIRECT_BYTES) return undefined;
  // A loop by index: every name of a file passes here.
  for (let index = 0; index < bytes.length; index++) {
    if ((bytes[index] as number) >= 0x80) return undefined;
  }
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}

/** Text for people or of an attribute: what is no UTF-8 becomes U+FFFD. */
export function looseTextOf(reader: WireReader, field: Field): string {
  const bytes = shortBytes(reader, field);
  reader.budget.keep(KEPT_BYTES.text + 2 * bytes.length, field.offset);
  return asciiText(bytes) ?? ANY_BYTES.decode(bytes);
}

/** Whether a text is short enough to be read. */
export function isShort({ start, end }: Field): boolean {
  return end - start <= MOST_TEXT_BYTES;
}

function shortBytes(reader: WireReader, field: Field): Uint8Array {
  requireWire(field, WIRE.bytes);
  const byteLength = field.end - field.start;
  if (!isShort(field)) {
    throw damaged(`a name has ${byteLength} bytes, more than ${MOST_TEXT_BYTES}`, field.offset);
  }
  return reader.bytes(field);
}

/** A signed whole number of 64 bits, exact. */
export function int64Of(field: Field): bigint {
  requireWire(field, WIRE.varint);
  return int64(field.low, field.high);
}

/** Lower and upper 32 bits -> signed. */
export function int64(low: number, high: number): bigint {
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low));
}

/** A signed whole number that must be below 2^53, as a plain one. */
export function integerOf(field: Field): number {
  const value = Number(int64Of(field));
  if (Number.isSafeInteger(value)) return value;
  throw damaged(`field ${field.number} is ${int64Of(field)}, beyond 2^53`, field.offset);
}

/** A real number of 32 bits. */
export function floatOf(reader: WireReader, field: Field): number {
  requireWire(field, WIRE.fixed32);
  return viewOf(reader.bytes(field)).getFloat32(0, true);
}

/** A view of exactly these bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A whole number as a plain one where that is exact. */
export function exactNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
