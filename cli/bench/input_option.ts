// `--input`: how a batch of images reaches the device, or an array for an input of a file.

import type { InputMode } from "../../bench/job/protocol.ts";
import type { Arguments, OptionSpec } from "../shell/command.ts";
import { UsageError } from "../shell/usage_error.ts";
import { oneOf } from "../shell/values.ts";

const INPUTS: readonly InputMode[] = ["copied", "expanded", "resident"];
const USUAL_INPUT = "copied";

/** Declaration, for the help. */
export const INPUT_OPTION: OptionSpec = {
  name: "input",
  value: "NAME",
  repeats: true,
  help:
    `copied (a batch from host memory in every run), expanded (one image, repeated inside the ` +
    `graph) or resident (inputs and outputs stay on the device, as far as the engine can; default ` +
    `${USUAL_INPUT}); INPUT=FILE.npy gives a file's input its array`,
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
