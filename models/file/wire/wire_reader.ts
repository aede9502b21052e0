// Walks messages in the wire format of Protocol Buffers (protobuf.dev, "Encoding") and jumps over what
// is not asked for. Memory: one chunk. Fields may come in any order; unknown ones are passed over.
// A group, a field of another wire type than ONNX gives it, or a graph that comes twice is refused,
// where other readers guess.

import { DAMAGED_CURE, FileError } from "../file_error.ts";
import type { Budget } from "./budget.ts";
import type { ByteSource } from "./byte_source.ts";

const CHUNK_BYTES = 2 ** 16;
/** A varint of 64 bits has ten bytes of seven bits; the last has one bit. */
const MOST_VARINT_BYTES = 10;
const LARGEST_FIELD_NUMBER = 2 ** 29 - 1;

/** How a field is written, by the last three bits of its tag. */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
/** One of {@linkcode WIRE}. */
export type WireType = typeof WIRE[keyof typeof WIRE];

/** In words, by that number. */
export const WIRE_NAMES: readonly string[] = [
  "a varint",
  "8 bytes",
  "a length and bytes",
  "the start of a group",
  "the end of a group",
  "4 bytes",
  "of wire type 6",
  "of wire type 7",
];

/** From `start` up to but not including `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A field of a message; its range is the payload, tag and length left out. */
export interface Field extends ByteRange {
  readonly number: number;
  readonly wire: WireType;
  /** Where its tag begins. */
  readonly offset: number;
  /** Of a varint, the lower and the upper 32 bits, unsigned. */
  readonly low: number;
  readonly high: number;
}

/** What to do with a field, by its number; fields of other numbers are passed over. */
export type FieldHandlers = Readonly<Record<number, (field: Field) => void>>;

/** Reads one source. */
export class WireReader {
  readonly source: ByteSource;
  readonly budget: Budget;
  /** Names that the file has, each by itself. */
  readonly names: Map<string, string> = new Map();
  #chunk: Uint8Array = new Uint8Array();
  #chunkStart = 0;
  #position = 0;
  #low = 0;
  #high = 0;

  constructor(source: ByteSource, budget: Budget) {
    this.source = source;
    this.budget = budget;
  }

  /**
   * Hands each field of a message to the handler of its number, which may walk into it.
   *
   * @throws {FileError} If the message breaks the format.
   */
  fields({ start, end }: ByteRange, handlers: FieldHandlers): void {
    for (let position = start; position < end;) {
      const field = this.#fieldAt(position, end);
      handlers[field.number]?.(field);
      position = field.end;
    }
  }

  /** Bytes of a range, to be read before the next call; the caller bounds the range. */
  bytes({ start, end }: ByteRange): Uint8Array {
    const first = start - this.#chunkStart;
    if (first >= 0 && end - this.#chunkStart <= this.#chunk.length) {
      return this.#chunk.subarray(first, first + end - start);
    }
    return this.source.read(start, end - start);
  }

  /** The varints of a packed field, as lower and upper 32 bits; the caller bounds the range. */
  varints({ start, end }: ByteRange, visit: (low: number, high: number) => void): void {
    this.#position = start;
    while (this.#position < end) {
      this.#readVarint(end);
      visit(this.#low, this.#high);
    }
  }

  #fieldAt(offset: number, end: number): Field {
    this.budget.walk(offset);
    this.#position = offset;
    this.#readVarint(end);
    const tag = this.#high * 2 ** 32 + this.#low;
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    if (number < 1 || number > LARGEST_FIELD_NUMBER) {
      throw damaged(`a field has number ${number}`, offset);
    }
    let [low, high] = [0, 0];
    let start = this.#position;
    if (wire === WIRE.varint) {
      this.#readVarint(end);
      [low, high] = [this.#low, this.#high];
    } else if (wire === WIRE.bytes) {
      this.#readVarint(end);
      const byteLength = this.#high * 2 ** 32 + this.#low;
      start = this.#position;
      this.#position += byteLength;
    } else if (wire === WIRE.fixed32) this.#position += 4;
    else if (wire === WIRE.fixed64) this.#position += 8;
    else throw damaged(`field ${number} is ${WIRE_NAMES[wire]}, which ONNX has not`, offset);

    if (this.#position > end) throw beyond(number, offset, this.#position, end, this.source.size);
    return { number, wire, offset, start, end: this.#position, low, high };
  }

  #readVarint(end: number): void {
    const offset = this.#position;
    // Most are of one byte, and it is in the chunk.
    const first = this.#chunk[offset - this.#chunkStart];
    if (first !== undefined && first < 0x80 && offset < end) {
      [this.#low, this.#high] = [first, 0];
      this.#position += 1;
      return;
    }
    let [low, high] = [0, 0];
    for (let index = 0; index < MOST_VARINT_BYTES; index++) {
      if (this.#position >= end) throw damaged("a number is cut off", offset);
      const byte = this.#byte();
      const bits = byte & 0x7f;
      if (index < 4) low += bits * 2 ** (7 * index);
      else if (index === 4) {
        low += (bits & 0xf) * 2 ** 28;
        high += bits >>> 4;
      } else high += bits * 2 ** (7 * index - 32);
      if (byte < 0x80) {
        if (high >= 2 ** 32) break;
        [this.#low, this.#high] = [low, high];
        return;
      }
    }
    throw damaged("a number has more than 64 bits", offset);
  }

  #byte(): number {
    let index = this.#position - this.#chunkStart;
    if (index < 0 || index >= this.#chunk.length) {
      const byteLength = Math.min(CHUNK_BYTES, this.source.size - this.#position);
      this.#chunk = this.source.read(this.#position, byteLength);
      this.#chunkStart = this.#position;
      index = 0;
    }
    this.#position += 1;
    return this.#chunk[index] as number;
  }
}

/** An error for bytes that break the format. */
export function damaged(reason: string, offset: number): FileError {
  return new FileError({ reason, cure: DAMAGED_CURE, offset });
}

function beyond(
  number: number,
  offset: number,
  position: number,
  end: number,
  size: number,
): FileError {
  if (end < size) return damaged(`field ${number} ends beyond the message that holds it`, offset);
  return new FileError({
    reason: `field ${number} would end at byte ${position} of a file of ${size} bytes`,
    cure: "the file is cut off or damaged, export or download it again",
    offset,
  });
}
