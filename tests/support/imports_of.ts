// What a file of the project imports.

import { dirname, join, relative } from "node:path";
import { ROOT, sourceText } from "./source_files.ts";

/** Our own files that a file imports, for types or values, relative to the project's folder. */
export async function importsOf(path: string): Promise<readonly string[]> {
  const lines = (await sourceText(path)).split("\n");
  const code = lines.filter((line) => !/^\s*(\/\/|\*|\/\*)/.test(line)).join("\n");
  const found = code.matchAll(/(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g);
  return [...found].map(([, specifier = ""]) =>
    relative(ROOT, join(ROOT, dirname(path), specifier))
  );
}
