// One file to a network's input, or the reason why it gives none.

import { createHash } from "node:crypto";
import { decodePicture } from "../images/formats/decode_picture.ts";
import { PictureError } from "../images/picture.ts";
import { preprocess } from "../images/preprocess.ts";
import type { Preset } from "../images/preset.ts";

/** Files beyond this are no pictures that are decoded: 179 million pixels at 6 bytes each. */
const MOST_BYTES = 2 ** 30;

/** The sum of a picture's values, or why it cannot be read. */
export type Prepared = { readonly sha256: string } | { readonly error: string };

/**
 * Reads, decodes, resizes, crops and normalises the picture at a path.
 *
 * @param values What is filled; of a picture that cannot be read it says nothing.
 */
export function preparePicture(
  path: string,
  preset: Preset,
  values: Float32Array<ArrayBuffer>,
): Prepared {
  try {
    const picture = decodePicture(readBounded(path));
    preprocess(picture, preset, values);
    const sha256 = createHash("sha256").update(new Uint8Array(values.buffer)).digest("hex");
    return { sha256 };
  } catch (error) {
    if (error instanceof PictureError || isOfFiles(error)) return { error: error.message };
    throw error;
  }
}

function readBounded(path: string): Uint8Array {
  const { isFile, size } = Deno.statSync(path);
  if (!isFile) throw new PictureError("Cannot read picture as it is no file");
  if (size > MOST_BYTES) {
    throw new PictureError(
      `Cannot read picture as it must not exceed ${MOST_BYTES} bytes: got ${size}`,
    );
  }
  return Deno.readFileSync(path);
}

/** Whether the system refused: not found, not allowed, a disk that fails. */
function isOfFiles(error: unknown): error is Error {
  return error instanceof Error && ("code" in error || error.constructor !== Error) &&
    Object.values(Deno.errors).some((kind) => error instanceof kind);
}
