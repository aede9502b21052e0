// The loop of an engine that runs in Deno: a request a line on stdin, an answer a line on stdout. It
// ends when its stdin does. A run blocks this thread, so time limits are the parent's business.

import process from "node:process";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { LoadedAnswer, ProbedAnswer } from "../../engine/answers.ts";
import {
  type ProbeRequest,
  requestSchema,
  type StartRequest,
  type TensorFile,
} from "../../engine/requests.ts";
import { errorText } from "../../job/error_text.ts";
import { issuesText } from "../../record/issues_text.ts";
import { BYTES_PER_KIB, US_PER_MS } from "../../samples/units.ts";
import { type ProcessGauges, sliceRunner } from "./slice_runner.ts";

/** A model that is loaded and has run. */
export interface OpenModel {
  readonly loaded: Omit<LoadedAnswer, "kind">;
  /** Runs the whole batch once and returns how long that took, its outputs read. */
  readonly timeRun: () => Promise<number>;
  /** Runs it once on other inputs and writes the outputs. */
  readonly runOn: (inputs: readonly TensorFile[]) => Promise<readonly TensorFile[]>;
}

/** What an engine does; both throw Error with what to do where they cannot. */
export interface ServedEngine {
  readonly probe: (request: ProbeRequest) => Promise<Omit<ProbedAnswer, "kind">>;
  readonly open: (request: StartRequest) => Promise<OpenModel>;
}

const SYSTEM: ProcessGauges = {
  now: () => performance.now(),
  cpuMs() {
    const { user, system } = process.cpuUsage();
    return (user + system) / US_PER_MS;
  },
  // Node documents getrusage's maxRSS in KiB, whatever the system's own unit.
  peakMemoryBytes: () => process.resourceUsage().maxRSS * BYTES_PER_KIB,
};

/** Answers requests until there are no more, or one cannot be answered. */
export async function serveEngine({ probe, open }: ServedEngine): Promise<void> {
  let model: OpenModel | undefined;
  let runSlice: ReturnType<typeof sliceRunner> | undefined;
  try {
    for await (const line of createInterface({ input: process.stdin })) {
      const request = requestSchema.parse(JSON.parse(line));
      if (request.kind === "end") return;
      if (request.kind === "ready") {
        say({ kind: "ready" });
      } else if (request.kind === "probe") {
        say({ kind: "probed", ...await probe(request) });
      } else if (request.kind === "start") {
        model = await open(request);
        requireOutputs(model.loaded, request);
        say({ kind: "loaded", ...model.loaded });
        runSlice = sliceRunner(model.timeRun, SYSTEM);
      } else if (model === undefined || runSlice === undefined) {
        throw new Error(`Cannot run a ${request.kind} as no model is loaded: start one first`);
      } else if (request.kind === "run") {
        say({ kind: "ran", outputs: await model.runOn(request.inputs) });
        runSlice = sliceRunner(model.timeRun, SYSTEM);
      } else {
        say({ kind: "slice", ...await runSlice(request) });
      }
    }
  } catch (error) {
    say({ kind: "error", error: lineOf(error) });
    process.exitCode = 1;
  } finally {
    // Else what the runtime left behind, or an open stdin, would keep the process.
    process.stdin.destroy();
  }
}

/** Throws RangeError if a model has no output of a name that was asked for. */
function requireOutputs(
  { outputs }: Pick<LoadedAnswer, "outputs">,
  { outputs: wanted }: Pick<StartRequest, "outputs">,
): void {
  const names = outputs.map(({ name }) => name);
  const missing = wanted.find((name) => !names.includes(name));
  if (missing === undefined) return;
  throw new RangeError(
    `Cannot give output "${missing}" as the model has no such: it has ${names.join(", ")}`,
  );
}

/** What went wrong, in one line. */
function lineOf(error: unknown): string {
  const text = error instanceof z.ZodError
    ? `Cannot take the request as it is wrong: ${issuesText(error)}`
    : errorText(error);
  return text.trim().replaceAll(/\s+/g, " ");
}

function say(message: unknown): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
