// The chunks of a PNG that decide about its pixels: www.w3.org/TR/png-3.

import { crc32 } from "node:zlib";
import { checkSize, PictureError } from "../picture.ts";

/** What the bytes of a pixel mean, by the number in the file. */
export const COLOUR_TYPES = {
  0: { name: "grey", channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { name: "colour", channels: 3, depths: [8, 16] },
  3: { name: "palette", channels: 1, depths: [1, 2, 4, 8] },
  4: { name: "grey with alpha", channels: 2, depths: [8, 16] },
  6: { name: "colour with alpha", channels: 4, depths: [8, 16] },
} as const;

/** Numbers of colour types. */
export type ColourType = keyof typeof COLOUR_TYPES;

/** A PNG whose pixels are still compressed. */
export interface PngFile {
  readonly width: number;
  readonly height: number;
  readonly colourType: ColourType;
  /** Bits a sample: 1, 2, 4 or 8. */
  readonly depth: number;
  readonly isInterlaced: boolean;
  /** Red, green, blue of each colour, where there is a palette. */
  readonly palette: Uint8Array;
  /** Parts of one zlib stream. */
  readonly compressed: readonly Uint8Array[];
}

/** Bytes before the first chunk. */
const SIGNATURE_BYTES = 8;

/**
 * Reads the chunks up to the end; what says nothing about stored pixels is not looked at.
 *
 * @throws {PictureError} If the file is truncated or damaged, or has 16 bit a sample.
 */
export function readPng(bytes: Uint8Array): PngFile {
  let header: Omit<PngFile, "palette" | "compressed"> | undefined;
  let palette = new Uint8Array();
  const compressed: Uint8Array[] = [];
  for (const { type, data } of chunksOf(bytes)) {
    if (type === "IHDR") header ??= readHeader(data);
    if (header === undefined) throw new PictureError("Cannot decode PNG as it has no header");
    if (type === "PLTE") palette = new Uint8Array(data);
    if (type === "IDAT") compressed.push(data);
  }
  if (header === undefined || compressed.length === 0) {
    throw new PictureError("Cannot decode PNG as it holds no picture");
  }
  return { ...header, palette, compressed };
}

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

/** Chunks with pixels, whose sums are checked. */
const CRITICAL: readonly string[] = ["IHDR", "PLTE", "IDAT", "IEND"];

function* chunksOf(bytes: Uint8Array): Generator<Chunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = SIGNATURE_BYTES;;) {
    if (at + 12 > bytes.length) throw truncated();
    const length = view.getUint32(at);
    const end = at + 8 + length;
    if (end + 4 > bytes.length) throw truncated();
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (CRITICAL.includes(type) && crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end)) {
      throw new PictureError(`Cannot decode PNG as its chunk ${type} is damaged`);
    }
    if (type === "IEND") return;
    yield { type, data: bytes.subarray(at + 8, end) };
    at = end + 4;
  }
}

function readHeader(data: Uint8Array): Omit<PngFile, "palette" | "compressed"> {
  if (data.length < 13) throw truncated();
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  checkSize("PNG", width, height);
  const [depth = 0, type = 0, compression, filter, interlace = 0] = data.subarray(8);
  const colour = Object.hasOwn(COLOUR_TYPES, type) ? COLOUR_TYPES[type as ColourType] : undefined;
  const isKnown = colour?.depths.some((known) => known === depth) && compression === 0 &&
    filter === 0 && interlace <= 1;
  if (!isKnown) throw new PictureError("Cannot decode PNG as its header is damaged");
  if (depth === 16) {
    throw new PictureError("Cannot decode PNG as it is of 16 bit, save it with 8 bit a sample");
  }
  return { width, height, colourType: type as ColourType, depth, isInterlaced: interlace === 1 };
}

function truncated(): PictureError {
  return new PictureError("Cannot decode PNG as it ends too early: the file is truncated");
}
