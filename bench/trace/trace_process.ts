// Has a model of the user's run once in a process of its own: starts trace_supervisor.ts.

import { SILENT } from "../machine/silence.ts";
import { type Execution, executionOfPlain } from "./executions.ts";
import type { TraceFailure, TraceLimits, TraceRequest, TraceResult } from "./trace_request.ts";

const SUPERVISOR = new URL("./trace_supervisor.ts", import.meta.url).href;

/** What one run of a model did. */
export interface TracedRun {
  /** Version of ONNX Runtime. */
  readonly runtime: string;
  readonly execution: Execution;
}

/**
 * Runs a model once.
 *
 * @throws {Error} If the runtime cannot run it within the limits; the message says why.
 */
export async function traceRun(request: TraceRequest, limits: TraceLimits): Promise<TracedRun> {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "--cached-only", "--frozen"],
      ...["--allow-read", "--allow-write", "--allow-run", SUPERVISOR],
      ...[request, limits].map((argument) => JSON.stringify(argument)),
    ],
    env: SILENT,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const { stdout, stderr } = await process.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  const answer = answerIn(text(stdout)) ?? { error: text(stderr).split("\n")[0] ?? "" };
  if ("error" in answer) throw new Error(answer.error);
  return { runtime: answer.runtime, execution: executionOfPlain(answer.execution) };
}

function answerIn(line: string): TraceResult | TraceFailure | undefined {
  return line === "" ? undefined : JSON.parse(line);
}
