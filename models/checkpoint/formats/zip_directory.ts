// The directory of a zip archive (PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5.3), read by range; what is
// in the archive stays where it is.

import type { ByteSource } from "../../file/wire/byte_source.ts";
import { viewOf } from "../../file/wire/field_values.ts";
import { CheckpointError, damagedCheckpoint } from "../checkpoint_error.ts";

/** A stored file of an archive: its bytes are those of the archive. */
export interface ZipEntry {
  readonly start: number;
  readonly byteLength: number;
}

/** What an archive holds. */
export interface ZipDirectory {
  /** Names of all files. */
  readonly names: readonly string[];
  /** The place of a file; `undefined` if there is none. */
  readonly entry: (name: string) => ZipEntry | undefined;
  /** Bytes after the archive's end. */
  readonly trailingBytes: number;
}

const END = { signature: 0x06054b50, byteLength: 22, mostComment: 0xffff };
const LOCATOR = { signature: 0x07064b50, byteLength: 20 };
const END_64 = { signature: 0x06064b50, byteLength: 56 };
const HEADER = { signature: 0x02014b50, byteLength: 46 };
const LOCAL = { signature: 0x04034b50, byteLength: 30 };
const EXTRA_64 = 1;
const IN_EXTRA = 0xffffffff;
const ENCRYPTED = 1;
/** A hundred thousand files of 60 bytes a name. */
const MOST_DIRECTORY_BYTES = 2 ** 24;

/** A file as the directory has it. */
interface Header {
  readonly name: string;
  readonly method: number;
  readonly flags: number;
  readonly packedBytes: number;
  readonly byteLength: number;
  readonly offset: number;
}

/**
 * Reads the directory of an archive.
 *
 * @throws {CheckpointError} If it is cut off or damaged.
 */
export function zipDirectory(source: ByteSource): ZipDirectory {
  const { start, byteLength, end } = endOf(source);
  if (start + byteLength > source.size || byteLength > MOST_DIRECTORY_BYTES) {
    throw damagedCheckpoint(`its directory of ${byteLength} bytes is not where the archive says`);
  }
  const headers = headersIn(viewOf(source.read(start, byteLength)), start);
  const byName = new Map(headers.map((header) => [header.name, header]));
  if (byName.size < headers.length) throw damagedCheckpoint("two files in it have one name");
  return {
    names: [...byName.keys()],
    entry(name) {
      const header = byName.get(name);
      return header && storedEntry(source, header);
    },
    trailingBytes: source.size - end,
  };
}

/** A number of 64 bits, which is a place in the archive. */
function placeAt(view: DataView, offset: number): number {
  return Number(view.getBigUint64(offset, true));
}

/** Where the directory begins, how long it is, and where the archive ends. */
function endOf({ size, read }: ByteSource): {
  readonly start: number;
  readonly byteLength: number;
  readonly end: number;
} {
  const first = Math.max(0, size - END.byteLength - END.mostComment);
  const view = viewOf(read(first, size - first));
  for (let at = view.byteLength - END.byteLength; at >= 0; at--) {
    if (view.getUint32(at, true) !== END.signature) continue;
    const end = first + at + END.byteLength + view.getUint16(at + 20, true);
    if (end > size) continue;
    const wide = wideEndOf({ size, read }, first + at);
    if (wide !== undefined) return { ...wide, end };
    const byteLength = view.getUint32(at + 12, true);
    return { start: view.getUint32(at + 16, true), byteLength, end };
  }
  throw new CheckpointError({
    reason: "it is a zip archive without its end, where its directory is",
    cure: "the file is cut off, save or download it again",
  });
}

/** The same from the end of a zip64 archive, if that stands before the usual one. */
function wideEndOf(
  { size, read }: ByteSource,
  before: number,
): { readonly start: number; readonly byteLength: number } | undefined {
  if (before < LOCATOR.byteLength) return undefined;
  const locator = viewOf(read(before - LOCATOR.byteLength, LOCATOR.byteLength));
  if (locator.getUint32(0, true) !== LOCATOR.signature) return undefined;
  const at = placeAt(locator, 8);
  if (at + END_64.byteLength > size) throw damagedCheckpoint("its zip64 end is not in the file");
  const end = viewOf(read(at, END_64.byteLength));
  if (end.getUint32(0, true) !== END_64.signature) {
    throw damagedCheckpoint("its zip64 end is none", at);
  }
  return { start: placeAt(end, 48), byteLength: placeAt(end, 40) };
}

function headersIn(view: DataView, start: number): readonly Header[] {
  const headers: Header[] = [];
  for (let at = 0; at < view.byteLength;) {
    if (at + HEADER.byteLength > view.byteLength) throw brokenDirectory(start + at);
    if (view.getUint32(at, true) !== HEADER.signature) throw brokenDirectory(start + at);
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const end = at + HEADER.byteLength + nameBytes + extraBytes + view.getUint16(at + 32, true);
    if (end > view.byteLength) throw brokenDirectory(start + at);
    headers.push(headerAt(view, { at, nameBytes, extraBytes }));
    at = end;
  }
  return headers;
}

function brokenDirectory(offset: number): CheckpointError {
  return damagedCheckpoint("the directory of its archive is broken", offset);
}

function headerAt(
  view: DataView,
  { at, nameBytes, extraBytes }: {
    readonly at: number;
    readonly nameBytes: number;
    readonly extraBytes: number;
  },
): Header {
  const nameStart = view.byteOffset + at + HEADER.byteLength;
  const name = new TextDecoder().decode(new Uint8Array(view.buffer, nameStart, nameBytes));
  const extraStart = at + HEADER.byteLength + nameBytes;
  const wide = wideNumbers(view, extraStart, extraStart + extraBytes);
  const number = (offset: number) => {
    const value = view.getUint32(at + offset, true);
    return value === IN_EXTRA ? wide.shift() ?? value : value;
  };
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  // The extra field has them in this order.
  const byteLength = number(24);
  const packedBytes = number(20);
  return { name, flags, method, byteLength, packedBytes, offset: number(42) };
}

/** Numbers of 64 bits that stand for those which 32 bits cannot hold. */
function wideNumbers(view: DataView, start: number, end: number): number[] {
  for (let at = start; at + 4 <= end;) {
    const next = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === EXTRA_64) {
      const count = Math.floor((Math.min(next, end) - at - 4) / 8);
      return Array.from({ length: count }, (_, index) => placeAt(view, at + 4 + 8 * index));
    }
    at = next;
  }
  return [];
}

/**
 * Where the bytes of a file lie.
 *
 * @throws {CheckpointError} If it is compressed, encrypted or not in the archive.
 */
function storedEntry(source: ByteSource, header: Header): ZipEntry {
  const { name, method, flags, packedBytes, byteLength, offset } = header;
  if (method !== 0 || (flags & ENCRYPTED) !== 0 || packedBytes !== byteLength) {
    throw new CheckpointError({
      reason: `"${name}" in it is compressed or encrypted, which torch.save never does`,
      cure: "load and save it again with torch, or unpack it and pack it by zip -0",
    });
  }
  if (offset + LOCAL.byteLength > source.size) throw cutOff(header);
  const local = viewOf(source.read(offset, LOCAL.byteLength));
  if (local.getUint32(0, true) !== LOCAL.signature) {
    throw damagedCheckpoint(`"${name}" in it is not where its directory says`, offset);
  }
  const start = offset + LOCAL.byteLength + local.getUint16(26, true) + local.getUint16(28, true);
  if (start + byteLength > source.size) throw cutOff(header);
  return { start, byteLength };
}

function cutOff({ name, offset }: Header): CheckpointError {
  return damagedCheckpoint(`"${name}" in it would end beyond the file`, offset);
}
