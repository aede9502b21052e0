// Samples of a PNG, a byte each: inflated, filters undone, interlaced passes put in place.

import { inflateSync } from "node:zlib";
import { PictureError } from "../picture.ts";
import { COLOUR_TYPES, type PngFile } from "./png_chunks.ts";

/** Pixels of a pass: from where on, and how far apart. */
interface Pass {
  readonly left: number;
  readonly top: number;
  readonly across: number;
  readonly down: number;
}

/** All pixels at once. */
const PLAIN: readonly Pass[] = [{ left: 0, top: 0, across: 1, down: 1 }];

/** Adam7: seven pictures that are laid over each other. */
const INTERLACED: readonly Pass[] = [
  { left: 0, top: 0, across: 8, down: 8 },
  { left: 4, top: 0, across: 8, down: 8 },
  { left: 0, top: 4, across: 4, down: 8 },
  { left: 2, top: 0, across: 4, down: 4 },
  { left: 0, top: 2, across: 2, down: 4 },
  { left: 1, top: 0, across: 2, down: 2 },
  { left: 0, top: 1, across: 1, down: 2 },
];

/**
 * One byte a sample, channels side by side, row by row; values are not scaled to 8 bit.
 *
 * @throws {PictureError} If the data are damaged, or less than the picture needs.
 */
export function samplesOf(png: PngFile): Uint8Array {
  const { width, height, depth } = png;
  const { channels } = COLOUR_TYPES[png.colourType];
  const passes = (png.isInterlaced ? INTERLACED : PLAIN).map((pass) => {
    const columns = Math.ceil((width - pass.left) / pass.across);
    const rows = Math.ceil((height - pass.top) / pass.down);
    return { ...pass, columns, rows, rowBytes: Math.ceil(columns * channels * depth / 8) };
  }).filter(({ columns, rows }) => columns > 0 && rows > 0);
  const needed = passes.reduce((sum, { rows, rowBytes }) => sum + rows * (1 + rowBytes), 0);
  const data = inflated(png, needed);

  const samples = new Uint8Array(width * height * channels);
  const pixelBytes = Math.max(1, channels * depth / 8);
  let at = 0;
  for (const { rows, rowBytes, columns, left, top, across, down } of passes) {
    let above: Uint8Array = new Uint8Array(rowBytes);
    for (let row = 0; row < rows; row++) {
      const line = data.subarray(at + 1, at + 1 + rowBytes);
      unfilter(data[at] ?? 0, { line, above, pixelBytes });
      const start = ((top + row * down) * width + left) * channels;
      spread(line, { depth, count: columns * channels, channels, across }, samples.subarray(start));
      above = line;
      at += 1 + rowBytes;
    }
  }
  return samples;
}

/** Bytes behind the last pixel that are let pass: a stream is never inflated far beyond its picture. */
const SLACK_BYTES = 2 ** 16;

/** What the stream gives, all pixels at least. */
function inflated({ compressed, width, height }: PngFile, needed: number): Uint8Array {
  const whole = compressed.length === 1 ? compressed[0] ?? new Uint8Array() : joined(compressed);
  const data = inflatedTo(whole, needed + SLACK_BYTES);
  if (data.length < needed) {
    throw new PictureError(
      `Cannot decode PNG as ${width}x${height} needs ${needed} bytes of pixels: got ${data.length}`,
    );
  }
  return data;
}

function inflatedTo(bytes: Uint8Array, most: number): Uint8Array {
  try {
    return new Uint8Array(inflateSync(bytes, { maxOutputLength: most }));
  } catch (error) {
    const { code } = error as { readonly code?: string };
    const problem = code === "ERR_BUFFER_TOO_LARGE"
      ? "it holds more pixels than its header says"
      : "its data are damaged";
    throw new PictureError(`Cannot decode PNG as ${problem}`, { cause: error });
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A row that is being restored, and the one above it. */
interface Rows {
  readonly line: Uint8Array;
  readonly above: Uint8Array;
  /** Bytes from a sample to the same one of the pixel to its left. */
  readonly pixelBytes: number;
}

/** Turns differences to the left, above or both into bytes, in place. */
function unfilter(filter: number, rows: Rows): void {
  if (filter > 4) throw new PictureError(`Cannot decode PNG as it has no filter ${filter}`);
  if (filter === 1) addLeft(rows);
  if (filter === 2) addAbove(rows);
  if (filter === 3) addMean(rows);
  if (filter === 4) addNearest(rows);
}

function addLeft({ line, pixelBytes }: Rows): void {
  for (let i = pixelBytes; i < line.length; i++) {
    line[i] = (line[i] ?? 0) + (line[i - pixelBytes] ?? 0);
  }
}

function addAbove({ line, above }: Rows): void {
  for (let i = 0; i < line.length; i++) line[i] = (line[i] ?? 0) + (above[i] ?? 0);
}

function addMean({ line, above, pixelBytes }: Rows): void {
  for (let i = 0; i < line.length; i++) {
    const left = i < pixelBytes ? 0 : line[i - pixelBytes] ?? 0;
    line[i] = (line[i] ?? 0) + ((left + (above[i] ?? 0)) >> 1);
  }
}

/** Paeth's filter: of left, above and the corner, the one that is nearest to their sum. */
function addNearest({ line, above, pixelBytes }: Rows): void {
  for (let i = 0; i < line.length; i++) {
    const left = i < pixelBytes ? 0 : line[i - pixelBytes] ?? 0;
    const corner = i < pixelBytes ? 0 : above[i - pixelBytes] ?? 0;
    line[i] = (line[i] ?? 0) + nearest(left, above[i] ?? 0, corner);
  }
}

function nearest(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** Writes a row's samples where its pass has them, those of a byte from its high bits on. */
function spread(
  line: Uint8Array,
  { depth, count, channels, across }: {
    readonly depth: number;
    readonly count: number;
    readonly channels: number;
    readonly across: number;
  },
  target: Uint8Array,
): void {
  if (depth === 8 && across === 1) return target.set(line);
  const perByte = 8 / depth;
  const mask = 2 ** depth - 1;
  for (let i = 0; i < count; i++) {
    const byte = line[Math.floor(i / perByte)] ?? 0;
    const channel = i % channels;
    const sample = (byte >> (8 - depth * (1 + i % perByte))) & mask;
    target[(i - channel) * across + channel] = sample;
  }
}
