// The engine that an argument names: one that comes with the suite, or the file of a description.

import { dirname, resolve } from "node:path";
import type { LocatedEngine } from "../../bench/engine/located_engine.ts";
import { readDescription } from "../../bench/engine/read_description.ts";
import { builtInEngine } from "../../bench/engines/built_in.ts";
import { requireFile } from "../shell/files.ts";
import { asUsage, fileError, UsageError } from "../shell/usage_error.ts";

/** A description has a few hundred bytes; what is larger is another file. */
const MOST_BYTES = 1 << 20;

/**
 * Reads the engine of a name or of a path, which ends in .json or has a folder in it.
 *
 * @throws {UsageError} If there is none, or its description is wrong; the message names the fields.
 */
export function readEngine(text: string): LocatedEngine {
  if (!/\.json$|[/\\]/i.test(text)) return asUsage(() => builtInEngine(text));
  requireFile("read", text);
  const content = contentOf(text);
  try {
    return { description: readDescription(content), folder: dirname(resolve(text)) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(
      `Cannot take "${text}" for an engine as its description is wrong: ${error.message}, ` +
        `docs/engine-protocol.md has all fields`,
      { cause: error },
    );
  }
}

function contentOf(path: string): string {
  try {
    const { size } = Deno.statSync(path);
    if (size <= MOST_BYTES) return Deno.readTextFileSync(path);
    throw new UsageError(
      `Cannot take "${path}" for an engine as a description has ${MOST_BYTES} bytes at most: ` +
        `it has ${size}`,
    );
  } catch (error) {
    throw error instanceof UsageError ? error : fileError("read", path, error);
  }
}
