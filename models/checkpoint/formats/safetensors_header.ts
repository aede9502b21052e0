// The header of a file of safetensors (github.com/huggingface/safetensors): its length in 8 bytes, then
// JSON with type, sizes and place of each tensor; after it, the tensors, without gap or overlap.

import type { ByteSource } from "../../file/wire/byte_source.ts";
import type { CheckpointType } from "../checkpoint.ts";
import { CheckpointError, damagedCheckpoint } from "../checkpoint_error.ts";
import { elementBytesOf, elementCountOf, isCount } from "../stored_tensor.ts";

/** A tensor as the header has it. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: CheckpointType;
  readonly shape: readonly number[];
  /** In the file. */
  readonly start: number;
  readonly end: number;
}

const LENGTH_BYTES = 8;
/** Headers of a hundred thousand tensors have about 12 MB. */
const MOST_HEADER_BYTES = 2 ** 24;

/** Those of less than a byte are unknown. */
const TYPES: ReadonlyMap<string, CheckpointType> = new Map([
  ["F64", "float64"],
  ["F32", "float32"],
  ["F16", "float16"],
  ["BF16", "bfloat16"],
  ["F8_E4M3", "float8e4m3fn"],
  ["F8_E4M3FNUZ", "float8e4m3fnuz"],
  ["F8_E5M2", "float8e5m2"],
  ["F8_E5M2FNUZ", "float8e5m2fnuz"],
  ["F8_E8M0", "float8e8m0"],
  ["I64", "int64"],
  ["U64", "uint64"],
  ["I32", "int32"],
  ["U32", "uint32"],
  ["I16", "int16"],
  ["U16", "uint16"],
  ["I8", "int8"],
  ["U8", "uint8"],
  ["BOOL", "bool"],
  ["C64", "complex64"],
]);

/**
 * The tensors of a file, in the order of its header.
 *
 * @throws {CheckpointError} If the header is cut off or contradicts itself or the size of the file.
 */
export function safetensorsEntries(source: ByteSource): readonly SafetensorsEntry[] {
  const headerEnd = LENGTH_BYTES + headerLength(source);
  const text = new TextDecoder().decode(source.read(LENGTH_BYTES, headerEnd - LENGTH_BYTES));
  const header = parsed(text);
  const entries = Object.entries(header).filter(([name]) => name !== "__metadata__")
    .map(([name, entry]) => entryOf(name, entry, headerEnd));
  requireTiling(entries, headerEnd, source.size);
  return entries;
}

function headerLength({ size, read }: ByteSource): number {
  if (size < LENGTH_BYTES) {
    throw damagedCheckpoint(`it ends within its first ${LENGTH_BYTES} bytes`);
  }
  const length = new DataView(read(0, LENGTH_BYTES).buffer).getBigUint64(0, true);
  if (length > MOST_HEADER_BYTES) {
    throw new CheckpointError({
      reason: `its header has ${length} bytes, more than ${MOST_HEADER_BYTES}`,
      cure: "it is damaged or no file of safetensors, save or download it again",
    });
  }
  if (LENGTH_BYTES + Number(length) > size) {
    throw damagedCheckpoint(`its header of ${length} bytes is cut off, the file has ${size} bytes`);
  }
  return Number(length);
}

function parsed(text: string): object {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw damagedCheckpoint("its header is no JSON", LENGTH_BYTES);
  }
  if (isObject(header)) return header;
  throw damagedCheckpoint("its header is no table of tensors", LENGTH_BYTES);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(isCount);
}

function entryOf(name: string, entry: unknown, headerEnd: number): SafetensorsEntry {
  const { dtype: type, shape, data_offsets: range } = isObject(entry)
    ? entry as Readonly<Record<string, unknown>>
    : {};
  if (typeof type !== "string" || !isCounts(shape) || !isCounts(range) || range.length !== 2) {
    throw damagedCheckpoint(`tensor "${name}" lacks its type, its sizes or its place`);
  }
  const dtype = TYPES.get(type) ?? `unknown ${type}` as const;
  const [start = 0, end = 0] = range.map((offset) => headerEnd + offset);
  const elementBytes = elementBytesOf(dtype);
  const wanted = elementBytes === undefined
    ? end - start
    : elementCountOf(name, shape) * elementBytes;
  if (end - start === wanted) return { name, dtype, shape, start, end };
  throw damagedCheckpoint(
    `tensor "${name}" has ${end - start} bytes, where [${shape.join(", ")}] of ${dtype} takes ` +
      `${wanted}`,
  );
}

/** Tensors must follow each other: what is in two of them or in none is a damage or a trick. */
function requireTiling(
  entries: readonly SafetensorsEntry[],
  headerEnd: number,
  size: number,
): void {
  let end = headerEnd;
  for (const entry of entries.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (entry.start !== end) {
      const fault = entry.start < end ? "overlaps another one" : "comes after a gap";
      throw damagedCheckpoint(`tensor "${entry.name}" ${fault}`, entry.start);
    }
    end = entry.end;
    if (end > size) {
      throw new CheckpointError({
        reason: `tensor "${entry.name}" would end at byte ${end} of a file of ${size} bytes`,
        cure: "the file is cut off, download it again",
      });
    }
  }
  if (end === size) return;
  throw damagedCheckpoint(`it goes on for ${size - end} bytes after its last tensor`, end);
}
