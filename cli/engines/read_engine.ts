// The engine that an argument names: one that comes with the suite, or the file of a description.

import { dirname, resolve } from "node:path";
import type { LocatedEngine } from "../../bench/engine/located_engine.ts";
import { readDescription } from "../../bench/engine/read_description.ts";
import { builtInEngine } from "../../bench/engines/built_in.ts";
import { requireKind } from "../files/file_kind.ts";
import { fileText } from "../shell/files.ts";
import { asUsage, UsageError } from "../shell/usage_error.ts";

/** A description has a few hundred bytes; what is larger is another file. */
const MOST_BYTES = 1 << 20;

/**
 * Reads the engine of a name or of a path, which ends in .json or has a folder in it.
 *
 * @throws {UsageError} If there is none, or its description is wrong; the message names the fields.
 */
export function readEngine(text: string): LocatedEngine {
  if (!/\.json$|[/\\]/i.test(text)) return asUsage(() => builtInEngine(text));
  requireKind(text, "engine");
  const content = fileText(text, "description of an engine", MOST_BYTES);
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
