// The one process that may read everything: Deno lets a program into /proc and /sys only if it has
// all rights, so this reads there, and the variables, says what it found in a line, and ends. It
// writes nothing and imports nothing but what names the files. Started by system_process.ts.

import process from "node:process";
import { type SystemFacts, systemFacts } from "./system_facts.ts";

const unread: string[] = [];

/** Text of a file; a file that may not be read is noted, others are not there or say nothing. */
function readOrNull(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    const isRefused = error instanceof Deno.errors.PermissionDenied ||
      error instanceof Deno.errors.NotCapable;
    if (isRefused) unread.push(`${path}: ${error.message}`);
    return null;
  }
}

const facts: SystemFacts = { ...systemFacts(readOrNull, Deno.env.toObject()), unread };
process.stdout.write(JSON.stringify(facts));
