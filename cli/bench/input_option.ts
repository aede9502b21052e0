// `--input`: how a batch of images reaches the device, or an array for an input of a file.

import type { InputMode } from "../../bench/job/protocol.ts";
import type { Arguments, OptionSpec } from "../shell/command.ts";
import { UsageError } from "../shell/usage_error.ts";
import { oneOf } from "../shell/values.ts";

const INPUTS: readonly InputMode[] = ["copied", "expanded"];
const USUAL_INPUT = "copied";

/** Declaration, for the help. */
export const INPUT_OPTION: OptionSpec = {
  name: "input",
  value: "NAME",
  repeats: true,
  help: `copied (a batch from host memory in every run) or expanded (one image, repeated inside ` +
    `the graph; default ${USUAL_INPUT}); INPUT=FILE.npy gives a file's input its array`,
};

/**
 * How images reach the device.
 *
 * @throws {UsageError} If there is no such way, or two are named.
 */
export function inputModeOf(args: Arguments): InputMode {
  const modes = args.texts("input").filter((text) => !text.includes("="));
  if (modes.length > 1) {
    throw new UsageError(`Cannot take --input ${modes.join(" and ")} together: name one of them`);
  }
  return oneOf("input", modes[0] ?? USUAL_INPUT, INPUTS);
}

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
