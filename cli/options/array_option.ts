// `--input NAME=FILE.npy`: arrays that inputs of files are fed with.

import type { Arguments } from "../shell/command.ts";
import { UsageError } from "../shell/usage_error.ts";

/**
 * Paths of arrays by the name of the input: `ids=words.npy`.
 *
 * @throws {UsageError} If a name or a path is missing, or an input has two.
 */
export function arraysOf(args: Arguments): ReadonlyMap<string, string> {
  const arrays = new Map<string, string>();
  for (const text of args.texts("input").filter((each) => each.includes("="))) {
    const place = text.indexOf("=");
    const [name, path] = [text.slice(0, place), text.slice(place + 1)];
    if (name === "" || path === "" || arrays.has(name)) {
      throw new UsageError(
        `Cannot take --input "${text}" as each input takes one file: write NAME=FILE.npy`,
      );
    }
    arrays.set(name, path);
  }
  return arrays;
}
