// How processes of this suite that load the runtime's native library are started: by the very Deno that
// runs us, with the dependencies of this checkout, without net and environment.

import { dirname } from "node:path";
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

/**
 * Paths as Deno takes a list of them. None in it can have a comma (github.com/denoland/deno/issues/6553):
 * the folder above it stands in its place, `/a/b,c/d` -> `/a`.
 */
export function pathList(paths: readonly string[]): string {
  const listed = (path: string) => {
    const comma = path.indexOf(",");
    return comma < 0 ? path : dirname(path.slice(0, comma + 1));
  };
  return paths.map(listed).join(",");
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
    `--allow-ffi=${pathList([`${SUITE_FOLDER}/node_modules`])}`,
    `--allow-read=${pathList(readable)}`,
    `--allow-write=${pathList([writable])}`,
    script,
  ];
}
