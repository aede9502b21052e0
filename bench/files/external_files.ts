// Files beside a model that hold its tensors: only regular ones in the model's own folder are opened,
// whatever the model says, as a model may come from anyone.

import { dirname, join, sep } from "node:path";
import { FileError } from "../../models/file/file_error.ts";
import type { OpenExternal } from "../../models/file/reading/external_numbers.ts";
import { type FileSource, openFileSource } from "./file_source.ts";

/** Opens what lies beside one model, one file at a time. */
export interface ExternalFiles extends Disposable {
  readonly open: OpenExternal;
}

/** Files beside the model of a path. */
export function externalFilesOf(modelPath: string): ExternalFiles {
  const folder = dirname(modelPath);
  let last: { readonly location: string; readonly source: FileSource } | undefined;
  return {
    open(location) {
      if (last?.location === location) return last.source;
      const path = join(folder, location);
      if (!isThere(folder, location)) return undefined;
      const source = openFileSource(path);
      last?.source[Symbol.dispose]();
      last = { location, source };
      return source;
    },
    [Symbol.dispose]: () => last?.source[Symbol.dispose](),
  };
}

/**
 * Whether the file is there.
 *
 * @throws {FileError} If what is there is no regular file of that folder.
 */
function isThere(folder: string, location: string): boolean {
  const path = join(folder, location);
  const found = infoOf(path);
  if (found === undefined) return false;
  if (found.isFile && isBelow(Deno.realPathSync(path), Deno.realPathSync(folder))) return true;
  const kind = found.isSymlink || found.isFile ? "a link" : "no file";
  throw new FileError({
    reason: `its data is said to be in "${location}", which is ${kind}`,
    cure: "copy the file itself into the model's folder",
  });
}

/** Of the entry itself, not of what a link leads to. */
function infoOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch {
    return undefined;
  }
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
