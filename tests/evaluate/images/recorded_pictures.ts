// What Pillow, torchvision and timm made of pictures, recorded by tests/fixtures/make_pictures.py.

import { createHash } from "node:crypto";
import { readFixture } from "../../support/fixtures.ts";

/** A small file and the pixels that Pillow decodes. */
export interface RecordedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly sha256: string;
}

/** Records of a fixture with one on each line. */
export async function recordsOf<T>(name: string): Promise<readonly T[]> {
  const lines = (await readFixture(name)).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as T);
}

/** All files, by name. */
export async function recordedFiles(): Promise<ReadonlyMap<string, RecordedFile>> {
  const records = await recordsOf<RecordedFile & { readonly file: string }>("pictures.jsonl");
  return new Map(
    records.map(({ file, ...record }) => [
      record.name,
      { ...record, bytes: Uint8Array.fromBase64(file) },
    ]),
  );
}

/** The sum of an array's bytes. */
export function sha256Of(values: Uint8Array | Float32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return createHash("sha256").update(bytes).digest("hex");
}
