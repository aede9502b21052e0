// How processes of this suite that load the runtime's native library are started: by the very Deno that
// runs us, with the dependencies of this checkout, without net and environment.

import { fileURLToPath } from "node:url";

/** Folder of this suite. */
export const SUITE_FOLDER = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** How a script of this suite is run: with the dependencies of deno.lock, and without questions. */
export const RUN_SCRIPT = ["run", "--quiet", "--no-prompt", "--cached-only", "--frozen"] as const;

/** What such a process may touch. */
export interface SuiteRights {
  readonly readable: readonly string[];
  readonly writable: string;
}

/** Arguments of the deno that runs a script, before the script's own. */
export function suiteArguments(
  script: string,
  { readable, writable }: SuiteRights,
): readonly string[] {
  return [
    ...RUN_SCRIPT,
    // Room for young JavaScript objects, 4 MiB: a larger one costs 100 MB and saves no time.
    "--v8-flags=--max-semi-space-size=4",
    `--config=${SUITE_FOLDER}/deno.json`,
    `--allow-ffi=${SUITE_FOLDER}/node_modules`,
    `--allow-read=${readable.join(",")}`,
    `--allow-write=${writable}`,
    script,
  ];
}
