// The one process that may read everything: Deno lets a program into /proc and /sys only if it has
// all rights, so this reads there, and the variables, says what it found in a line, and ends. It
// writes nothing and imports nothing but what names the files. Started by system_process.ts.

import process from "node:process";
import { type SystemFacts, systemFacts, type SystemFiles } from "./system_facts.ts";

const unread: string[] = [];

/** What reading gives; what may not be read is noted, the rest is not there or says nothing. */
function tolerant<Result>(path: string, read: (path: string) => Result, otherwise: Result): Result {
  try {
    return read(path);
  } catch (error) {
    const isRefused = error instanceof Deno.errors.PermissionDenied ||
      error instanceof Deno.errors.NotCapable;
    if (isRefused) unread.push(`${path}: ${error.message}`);
    return otherwise;
  }
}

const files: SystemFiles = {
  read: (path) => tolerant<string | null>(path, Deno.readTextFileSync, null),
  namesIn: (folder) =>
    tolerant(folder, (path) => [...Deno.readDirSync(path)].map(({ name }) => name), []),
};
const facts: SystemFacts = { ...systemFacts(files, Deno.env.toObject()), unread };
process.stdout.write(JSON.stringify(facts));
