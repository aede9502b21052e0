// A file's bytes to pixels, by what they are and not by the file's name.

import { decodeJpeg } from "./decode_jpeg.ts";
import { decodePng } from "./decode_png.ts";
import { JPEG_DECODER } from "./libjpeg.ts";
import { type Picture, PictureError } from "../picture.ts";

/** What decodes pictures, for results: another version may give other pixels. */
export const DECODERS = { jpeg: JPEG_DECODER, png: "dsnet-bench" } as const;

/** First bytes of what lies among pictures but is not decoded, `.` for any byte. */
const OTHERS: readonly (readonly [string, string])[] = [
  ["GIF8", "a GIF"],
  ["RIFF....WEBP", "a WebP"],
  ["BM", "a BMP"],
  ["II*\0", "a TIFF"],
  ["MM\0*", "a TIFF"],
  ["....ftypavi", "an AVIF"],
  ["....ftyphei", "a HEIC"],
  ["....ftypmif", "a HEIC"],
  ["\0\0\0\x0cjP  ", "a JPEG 2000"],
  ["\xff\x0a", "a JPEG XL"],
  ["\0\0\0\x0cJXL ", "a JPEG XL"],
  ["version https://git-lfs", "a pointer of Git LFS, call git lfs pull"],
  ["<", "HTML or XML"],
  ["PK\x03\x04", "a ZIP archive"],
  ["\x1f\x8b", "a gzip archive"],
  ["%PDF", "a PDF"],
];

/**
 * Decodes a JPEG or PNG to 8 bit RGB; orientation in EXIF is not applied, alpha is dropped.
 *
 * @throws {PictureError} If it is neither, truncated, damaged, too large or of 16 bit.
 */
export function decodePicture(bytes: Uint8Array): Picture {
  if (startsWith(bytes, "\xff\xd8")) return decodeJpeg(bytes);
  if (startsWith(bytes, "\x89PNG\r\n\x1a\n")) return decodePng(bytes);
  throw new PictureError(`Cannot decode picture as it must be a JPEG or PNG: got ${kindOf(bytes)}`);
}

function startsWith(bytes: Uint8Array, start: string): boolean {
  return [...start].every((char, i) => char === "." || bytes[i] === char.charCodeAt(0));
}

function kindOf(bytes: Uint8Array): string {
  if (bytes.length === 0) return "an empty file";
  if (bytes.every((byte) => byte === 0)) return "zeros only";
  const known = OTHERS.find(([start]) => startsWith(bytes, start));
  if (known !== undefined) return known[1];
  const first = [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0"));
  return `a file that begins with the bytes ${first.join(" ")}`;
}
