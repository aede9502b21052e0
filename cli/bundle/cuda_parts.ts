// The CUDA provider beside a bundle: too large for one file that any mail, ticket or transfer takes, so
// it goes in parts, which the bundle's start script joins where they are used.

import { createHash } from "node:crypto";
import { posix } from "node:path";
import { writeWholeFile } from "../shell/files.ts";
import { Interruption, runError } from "../shell/usage_error.ts";
import { archiveOf } from "./bundle_archive.ts";
import type { BundleEntry } from "./bundle_entry.ts";

/** The most of one part. */
const MOST_PART_BYTES = 60 * 2 ** 20;

/** Names of parts: `dsnet-bench.cuda.1`, whatever the archive is called. */
const NAME = "dsnet-bench.cuda";
/** Folder of a bundle for what is made where it is used. */
const CACHE = "cache";

/** One part, as its bytes must be. */
export interface Part {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Parts in their order, and the folder of the bundle where they are joined: of these and no others. */
export interface CudaParts {
  readonly parts: readonly Part[];
  readonly folder: string;
}

/** How parts are written. */
export interface PartOptions {
  /** Where they lie. */
  readonly folder: string;
  /** 1 is quick, 9 is small. */
  readonly level: number;
  /** @default {@linkcode MOST_PART_BYTES} */
  readonly mostBytes?: number;
}

/** The path of a part, counted from 1. */
export function partPath(folder: string, number: number): string {
  return `${folder}/${NAME}.${number}`;
}

/**
 * Writes files as parts of one archive, the same bytes whenever it is done.
 *
 * @param libraries Files, each by its name.
 * @throws {RunError} If the system refuses; then there are none.
 */
export async function writeParts(
  libraries: readonly string[],
  { folder, level, mostBytes = MOST_PART_BYTES }: PartOptions,
): Promise<CudaParts> {
  const entries = libraries.map((file): BundleEntry => {
    return { path: posix.basename(file), part: "runtime", from: { file } };
  });
  const archive = archiveOf(entries, { folder: ".", level });
  const parts: Part[] = [];
  try {
    for await (const bytes of piecesOf(archive, mostBytes)) {
      const path = partPath(folder, parts.length + 1);
      await writeWholeFile(path, bytes);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      parts.push({ name: posix.basename(path), bytes: bytes.length, sha256 });
    }
  } catch (error) {
    for (const { name } of parts) await Deno.remove(`${folder}/${name}`).catch(() => undefined);
    if (error instanceof Interruption) throw error;
    throw runError("write", partPath(folder, parts.length + 1), error);
  }
  const all = createHash("sha256").update(parts.map(({ sha256 }) => sha256).join()).digest("hex");
  return { parts, folder: `${CACHE}/cuda-${all.slice(0, 12)}` };
}

/** Bytes of a stream in pieces of a size, but for the last. */
async function* piecesOf(
  stream: ReadableStream<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array> {
  const piece = new Uint8Array(size);
  let length = 0;
  for await (const chunk of stream) {
    let rest = chunk;
    while (rest.length > 0) {
      const taken = rest.subarray(0, size - length);
      piece.set(taken, length);
      length += taken.length;
      rest = rest.subarray(taken.length);
      if (length < size) continue;
      yield piece;
      length = 0;
    }
  }
  if (length > 0) yield piece.subarray(0, length);
}

/**
 * Links beside the runtime's own library, where it looks for providers, into the folder where the parts
 * are joined; they lead nowhere until then.
 *
 * @param beside The runtime's folder in the bundle.
 */
export function linksTo(
  { folder }: CudaParts,
  libraries: readonly string[],
  beside: string,
): readonly BundleEntry[] {
  return libraries.map((file): BundleEntry => {
    const name = posix.basename(file);
    const link = posix.relative(beside, `${folder}/${name}`);
    return { path: `${beside}/${name}`, part: "runtime", from: { link } };
  });
}
