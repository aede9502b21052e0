// Reads a pickle from its beginning on, a chunk at a time; long bytes are passed over.

import type { ByteSource } from "../../file/wire/byte_source.ts";
import { asciiText, viewOf } from "../../file/wire/field_values.ts";
import { type CheckpointError, damagedCheckpoint } from "../checkpoint_error.ts";

const CHUNK_BYTES = 2 ** 16;
/** Lines are names and numbers. */
const MOST_LINE_BYTES = 2 ** 12;
const LINE_END = 0x0a;
const LINE_DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** A place in a pickle. */
export class PickleCursor {
  readonly #source: ByteSource;
  readonly #end: number;
  #chunk: Uint8Array = new Uint8Array();
  #chunkStart = 0;
  #position: number;

  /** From `start` up to but not including `end`. */
  constructor(
    source: ByteSource,
    { start, end }: { readonly start: number; readonly end: number },
  ) {
    this.#source = source;
    this.#position = start;
    this.#end = end;
  }

  /** Where it stands, in bytes from the beginning of the source. */
  get position(): number {
    return this.#position;
  }

  /** The next byte. */
  byte(): number {
    const byte = this.#chunk[this.#position - this.#chunkStart];
    if (byte === undefined || this.#position >= this.#end) return this.view(1).getUint8(0);
    this.#position += 1;
    return byte;
  }

  /** The next bytes, to be read before the next call; no more than a chunk. */
  take(byteLength: number): Uint8Array {
    const start = this.#position;
    this.skip(byteLength);
    let first = start - this.#chunkStart;
    if (first < 0 || first + byteLength > this.#chunk.length) {
      const length = Math.max(byteLength, Math.min(CHUNK_BYTES, this.#end - start));
      this.#chunk = this.#source.read(start, length);
      this.#chunkStart = start;
      first = 0;
    }
    return this.#chunk.subarray(first, first + byteLength);
  }

  /** A view of the next bytes. */
  view(byteLength: number): DataView {
    return viewOf(this.take(byteLength));
  }

  /** Passes over bytes, which must be there. */
  skip(byteLength: number): void {
    if (byteLength > this.#end - this.#position) throw this.cutOff();
    this.#position += byteLength;
  }

  /** A length of 8 bytes, of what must lie ahead. */
  length8(): number {
    const length = this.view(8).getBigUint64(0, true);
    if (length > this.#end - this.#position) throw this.cutOff();
    return Number(length);
  }

  /** Text of the next bytes. */
  text(byteLength: number, decoder: TextDecoder): string {
    const bytes = this.take(byteLength);
    return asciiText(bytes) ?? decoder.decode(bytes);
  }

  /** Text up to the end of the line, which is left out. */
  line(): string {
    const start = this.#position;
    for (let byte = this.byte(); byte !== LINE_END; byte = this.byte()) {
      if (this.#position - start > MOST_LINE_BYTES) throw this.damaged("a line is too long");
    }
    const byteLength = this.#position - start;
    this.#position = start;
    return this.text(byteLength, LINE_DECODER).slice(0, -1);
  }

  /** An error for what breaks the format here. */
  damaged(reason: string): CheckpointError {
    return damagedCheckpoint(reason, this.#position);
  }

  /** An error for bytes that should be there. */
  cutOff(): CheckpointError {
    return this.damaged("its pickle is cut off");
  }
}
