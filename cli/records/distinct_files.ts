// Which of several files are the same, byte by byte: a copy says nothing new.

import { fileSha256 } from "../shell/files.ts";

/** A file that is the same as one before it. */
export interface CopiedFile {
  readonly path: string;
  readonly original: string;
}

/** Each file once, in order, and those that are copies; only files of one size are read for it. */
export function distinctFiles(
  paths: readonly string[],
): { readonly distinct: readonly string[]; readonly copies: readonly CopiedFile[] } {
  const alike = [...Map.groupBy(paths, fileSize)]
    .flatMap(([size, group]) => size === undefined || group.length === 1 ? [] : group);
  const keys = new Map(alike.map((path) => [path, contentKey(path)]));
  const originals = new Map<string, string>();
  const distinct: string[] = [];
  const copies: CopiedFile[] = [];
  for (const path of paths) {
    const key = keys.get(path);
    const original = key === undefined ? undefined : originals.get(key);
    if (original === undefined) distinct.push(path);
    else copies.push({ path, original });
    if (key !== undefined && original === undefined) originals.set(key, path);
  }
  return { distinct, copies };
}

/** Bytes; `undefined` for what is empty, no file, or not to be looked at; whoever reads it will say so. */
export function fileSize(path: string): number | undefined {
  try {
    const { isFile, size } = Deno.statSync(path);
    return isFile && size > 0 ? size : undefined;
  } catch {
    return undefined;
  }
}

/** Equal for equal bytes; `undefined` if the file cannot be read. */
function contentKey(path: string): string | undefined {
  try {
    return fileSha256(path);
  } catch {
    return undefined;
  }
}
