// What the commands that start engines by hand share: which Python, which folders.

import type { CommandPlaces } from "../../bench/engine/located_engine.ts";
import { USUAL_PYTHON } from "../../bench/gpu/device_place.ts";
import { SUITE_FOLDER } from "../../bench/process/suite_process.ts";
import type { Arguments, OptionSpec } from "../shell/command.ts";

/** Declaration of `--python`. */
export const PYTHON_OPTION: OptionSpec = {
  name: "python",
  value: "PATH",
  help: `the Python of engines that need one (default ${USUAL_PYTHON})`,
};

/** Declaration of `--python` of commands that use it for something else alone. */
export function pythonOption(help: string): OptionSpec {
  return { ...PYTHON_OPTION, help: `${help} (default ${USUAL_PYTHON})` };
}

/** Value of `--python`. */
export function pythonOf(args: Arguments): string {
  return args.text("python") ?? USUAL_PYTHON;
}

/** Places of an engine's command, all its files in a scratch folder. */
export function enginePlaces(args: Arguments, folder: string): CommandPlaces {
  return {
    deno: Deno.execPath(),
    python: pythonOf(args),
    suite: SUITE_FOLDER,
    folder,
    readable: [folder],
  };
}
