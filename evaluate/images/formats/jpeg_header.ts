// What a JPEG is, read from its markers before anything is decoded: ITU-T T.81, annex B.

import { checkSize, PictureError } from "../picture.ts";

/** What decides how a JPEG is decoded. */
export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** 1: grey, 3: colour, 4: CMYK or YCCK. */
  readonly components: 1 | 3 | 4;
}

/** Frames by their marker that a decoder of Huffman-coded JPEGs does not read. */
const UNREAD_FRAMES: Readonly<Record<number, string>> = {
  0xc3: "lossless",
  0xc5: "hierarchical",
  0xc6: "hierarchical",
  0xc7: "hierarchical",
  0xc9: "arithmetic-coded",
  0xca: "arithmetic-coded",
  0xcb: "arithmetic-coded",
  0xcd: "hierarchical",
  0xce: "hierarchical",
  0xcf: "hierarchical",
};

const START_OF_IMAGE = 0xd8;
const END_OF_IMAGE = 0xd9;
const START_OF_SCAN = 0xda;

/** Encoders write some ten; a hostile file may ask for each pixel again and again. */
const MOST_SCANS = 500;
/** Most pixels of all scans together. */
const MOST_SCANNED_PIXELS = 2e9;

/** A bit for each block of 8x8 is the least that a scan may need: twice as many pixels is a lie. */
const MOST_PIXELS_A_BYTE = 1024;

/**
 * Walks all markers of a JPEG, so that what follows can neither run out of data nor run for long.
 *
 * @throws {PictureError} If it is cut off, or of a kind that is not decoded.
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  let header: JpegHeader | undefined;
  let scans = 0;
  for (let at = 0;;) {
    const { marker, next } = nextMarker(bytes, at);
    at = next;
    if (marker === END_OF_IMAGE) break;
    if (!hasSegment(marker)) continue;
    const length = wordAt(bytes, at);
    if (length < 2) throw new PictureError("Cannot decode JPEG as a segment has no length");
    if (isFrame(marker)) header ??= frameHeader(marker, bytes.subarray(at, at + length));
    if (marker === START_OF_SCAN) scans++;
    at += length;
  }
  if (header === undefined || scans === 0) {
    throw new PictureError("Cannot decode JPEG as it holds no picture");
  }
  const { width, height } = header;
  if (width * height > bytes.length * MOST_PIXELS_A_BYTE) {
    throw new PictureError(
      `Cannot decode JPEG as ${bytes.length} bytes are too few for its ${width}x${height} pixels`,
    );
  }
  if (scans > MOST_SCANS || width * height * scans > MOST_SCANNED_PIXELS) {
    throw new PictureError(
      `Cannot decode JPEG as its ${scans} scans are too many for ${width}x${height} pixels`,
    );
  }
  return header;
}

/** The next marker, whatever stands before it: bytes of a scan, fill bytes, rubbish. */
function nextMarker(
  bytes: Uint8Array,
  from: number,
): { readonly marker: number; readonly next: number } {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1] ?? 0;
    if (marker !== 0 && marker !== 0xff) return { marker, next: at + 2 };
  }
  throw truncated();
}

/** All but the marks of begin, end and restarts, and one that stands alone. */
function hasSegment(marker: number): boolean {
  const isRestart = marker >= 0xd0 && marker <= 0xd7;
  return !isRestart && marker !== START_OF_IMAGE && marker !== 0x01;
}

/** C0 to CF, without tables (C4, CC) and what is reserved (C8). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function frameHeader(marker: number, segment: Uint8Array): JpegHeader {
  if (segment.length < 8) throw truncated();
  const kind = UNREAD_FRAMES[marker];
  const [precision = 0, components = 0] = [segment[2], segment[7]];
  if (kind !== undefined || precision !== 8) {
    throw new PictureError(
      `Cannot decode JPEG as it is ${kind ?? `of ${precision} bit`}, save it as baseline of 8 bit`,
    );
  }
  const height = wordAt(segment, 3);
  const width = wordAt(segment, 5);
  checkSize("JPEG", width, height);
  if (components !== 1 && components !== 3 && components !== 4) {
    throw new PictureError(
      `Cannot decode JPEG as it must have 1, 3 or 4 components: got ${components}`,
    );
  }
  return { width, height, components };
}

function wordAt(bytes: Uint8Array, at: number): number {
  const [high, low] = [bytes[at], bytes[at + 1]];
  if (high === undefined || low === undefined) throw truncated();
  return high * 256 + low;
}

function truncated(): PictureError {
  return new PictureError("Cannot decode JPEG as it ends too early: the file is truncated");
}
