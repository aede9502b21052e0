// What the commands that start engines by hand share: which Python, which folders.

import { fileURLToPath } from "node:url";
import type { CommandPlaces } from "../../bench/engine/located_engine.ts";
import { USUAL_PYTHON } from "../../bench/gpu/device_place.ts";
import type { Arguments, OptionSpec } from "../shell/command.ts";

export { USUAL_PYTHON };

/** Declaration of `--python`. */
export const PYTHON_OPTION: OptionSpec = {
  name: "python",
  value: "PATH",
  help: `the Python of engines that need one (default ${USUAL_PYTHON})`,
};

/** Places of an engine's command, all its files in a scratch folder. */
export function enginePlaces(args: Arguments, folder: string): CommandPlaces {
  return {
    deno: Deno.execPath(),
    python: args.text("python") ?? USUAL_PYTHON,
    suite: fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, ""),
    folder,
    readable: [folder],
  };
}
