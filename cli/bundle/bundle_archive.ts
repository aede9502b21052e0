// An archive that is the same bytes whenever and by whomever it is made: names in order, no times, no
// owners. tar and gzip, as a bare machine has both and need not have xz or zstd.

import { Duplex } from "node:stream";
import { createGzip } from "node:zlib";
import { createTarPacker } from "modern-tar";
import { type BundleEntry, bytesOf } from "./bundle_entry.ts";

/** How an archive is written. */
export interface ArchiveOptions {
  /** Folder that all of it lies in. */
  readonly folder: string;
  /** 1 is quick, 9 is small. */
  readonly level: number;
}

/** Of every entry: what no machine rejects, and no two differ in. */
const MADE_BY_NOBODY = { mtime: new Date(0), uid: 0, gid: 0, uname: "root", gname: "root" };
const PROGRAM_MODE = 0o755;
const FILE_MODE = 0o644;

/** The bytes of an archive of entries, in any order. */
export function archiveOf(
  entries: readonly BundleEntry[],
  { folder, level }: ArchiveOptions,
): ReadableStream<Uint8Array> {
  const { readable, controller } = createTarPacker();
  async function pack(): Promise<void> {
    for (const entry of inOrder(entries)) {
      const bytes = await bytesOf(entry);
      const body = controller.add({
        ...MADE_BY_NOBODY,
        name: `${folder}/${entry.path}`,
        size: bytes.length,
        mode: entry.isProgram ? PROGRAM_MODE : FILE_MODE,
        ...("link" in entry.from ? { type: "symlink", linkname: entry.from.link } : {}),
      });
      const writer = body.getWriter();
      if (bytes.length > 0) await writer.write(bytes);
      await writer.close();
    }
    controller.finalize();
  }
  pack().catch((error) => controller.error(error));
  const { writable, readable: packed } = Duplex.toWeb(createGzip({ level }));
  return readable.pipeThrough({ writable, readable: packed as ReadableStream<Uint8Array> });
}

/** By their paths, as the same on every machine: not by a language's rules. */
export function inOrder(entries: readonly BundleEntry[]): readonly BundleEntry[] {
  return entries.toSorted((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}
