// A package's file, fetched by the pip of the user's Python.

import type { ProviderPackage, Wheel } from "../../bench/engines/onnxruntime_c/plugin_providers.ts";
import { bytesText } from "../../reports/text/unit_text.ts";
import { runProgram } from "../shell/run_program.ts";
import { RunError } from "../shell/usage_error.ts";

/** Which file, by which Python, into which folder. */
export interface FetchRequest {
  readonly found: ProviderPackage;
  readonly wheel: Wheel;
  /** The call that takes the file where somebody has fetched it, without its `--wheel`. */
  readonly again: string;
  readonly python: string;
  readonly folder: string;
}

/**
 * Fetches a file of a package, and nothing that it depends on.
 *
 * @returns Its path.
 * @throws {RunError} If there is no such Python, it has no pip, or pip cannot fetch it; the message
 * says how to get the file otherwise.
 */
export async function fetchWheel(request: FetchRequest): Promise<string> {
  const { found: { name, version }, wheel, python, folder } = request;
  // Any Python will do, as nothing in the file is Python's: pip shall not pick by its own version.
  const choice = ["--no-deps", "--only-binary=:all:", "--python-version=3.12"];
  const quiet = ["--disable-pip-version-check", "--no-input", "--quiet"];
  const args = ["-m", "pip", "download", ...quiet, ...choice, `--dest=${folder}`];
  const pip = await runProgram(python, ...args, `${name}==${version}`);
  if (pip === undefined) throw cannotFetch(request, `there is no program "${python}"`);
  const { code, stderr } = pip;
  if (code === 0) return `${folder}/${wheel.file}`;
  throw cannotFetch(request, lastLine(stderr) || `${python} ended with code ${code}`);
}

/** Errors of pip stand at the end; what it says of itself after them does not matter. */
function lastLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  return lines.findLast((line) => /^error/i.test(line)) ?? lines.at(-1) ?? "";
}

function cannotFetch(
  { found: { name, version }, wheel, again }: FetchRequest,
  reason: string,
): RunError {
  const file = `${wheel.file} (${bytesText(wheel.bytes)}) of ${name} ${version}`;
  return new RunError(
    `Cannot fetch ${name} ${version} by pip: ${reason}. Name a Python that has pip by --python, or ` +
      `fetch ${file} from PyPI yourself and run "${again} --wheel FILE"`,
  );
}
