// The project's own source files, for tests about the house itself.

import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Folders of the code that runs. */
export const CODE_FOLDERS = [
  "audit",
  "bench",
  "cli",
  "evaluate",
  "models",
  "reports",
  "std",
] as const;

/** Paths of the files of a kind below a folder, relative to the project. */
export async function* sourceFiles(folder: string, ending = ".ts"): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(join(ROOT, folder))) {
    const path = join(folder, entry.name);
    if (path === join("reports", "out")) continue;
    if (entry.isDirectory) yield* sourceFiles(path, ending);
    else if (entry.name.endsWith(ending)) yield path;
  }
}

/** Text of a file of the project. */
export function sourceText(path: string): Promise<string> {
  return Deno.readTextFile(join(ROOT, path));
}
