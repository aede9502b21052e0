// Has a model of the user's run once in a process of its own: starts trace_supervisor.ts.

import { SILENT } from "../machine/silence.ts";
import { RUN_SCRIPT } from "../process/suite_process.ts";
import { listsAsMaps } from "./executions.ts";
import type { TraceFailure, TraceLimits, TraceRequest, TraceResult } from "./trace_request.ts";

const SUPERVISOR = new URL("./trace_supervisor.ts", import.meta.url).href;

/**
 * Runs a model once.
 *
 * @throws {Error} If the runtime cannot run it within the limits; the message says why.
 */
export async function traceRun(request: TraceRequest, limits: TraceLimits): Promise<TraceResult> {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      ...RUN_SCRIPT,
      "--allow-read",
      "--allow-write",
      "--allow-run",
      SUPERVISOR,
      ...[request, limits].map((argument) => JSON.stringify(argument)),
    ],
    env: SILENT,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const { stdout, stderr } = await process.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  if (stdout.length === 0) throw new Error(text(stderr).split("\n")[0]);
  const answer: TraceResult | TraceFailure = JSON.parse(text(stdout), listsAsMaps);
  if ("error" in answer) throw new Error(answer.error);
  return answer;
}
