// Whether a scheduler can be run here, for tests that are skipped where it cannot.

import { runTied } from "../support/tied_process.ts";

/**
 * Why an example cannot be run; empty if it can.
 *
 * @param check Shell command that succeeds where all is there.
 * @param need What is missing if it fails.
 */
export async function obstacleTo(check: string, need: string): Promise<string> {
  const { state } = await Deno.permissions.query({ name: "run", command: "bash" });
  if (state !== "granted") return "needs --allow-run=bash";
  const { code } = await runTied("bash", { args: ["-c", check] });
  return code === 0 ? "" : `needs ${need}`;
}
