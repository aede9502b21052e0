// Reads the trace that onnxruntime writes when profiling is on (Chrome trace events as JSON).
// Kernel events have the category "Node" and end in "_kernel_time"; the event "model_run" of the
// category "Session" spans one run. A trace holds several runs; the last one is taken.

import { z } from "zod";
import type { TraceSummary } from "./protocol.ts";

const KERNEL_SUFFIX = "_kernel_time";
const US_PER_MS = 1000;

const eventSchema = z.object({
  cat: z.string().optional(),
  name: z.string().optional(),
  ts: z.number().optional(),
  dur: z.number().optional(),
  args: z.object({ op_name: z.string().optional(), provider: z.string().optional() }).optional(),
});

/**
 * Sums up the last run of a trace.
 *
 * @param text The runtime's trace file.
 * @param provider Where nodes were asked to run, e.g. `CPUExecutionProvider`.
 * @throws {Error} If the text is no trace or holds no run.
 */
export function summarizeTrace(text: string, provider: string): TraceSummary {
  const events = z.array(eventSchema).parse(JSON.parse(text));
  const run = events.findLast(({ name }) => name === "model_run");
  if (run?.ts === undefined || run.dur === undefined) {
    throw new Error("Cannot read the runtime's trace as it holds no model_run");
  }
  const start = run.ts;
  const kernelMsByProvider: Record<string, number> = {};
  const kernelMsByNode: Record<string, number> = {};
  const opByNode: Record<string, string> = {};
  const fallbackNodes = new Set<string>();
  for (const { cat, name = "", ts = 0, dur = 0, args } of events) {
    if (cat !== "Node" || !name.endsWith(KERNEL_SUFFIX) || ts < start) continue;
    const node = name.slice(0, -KERNEL_SUFFIX.length);
    const where = args?.provider ?? "unknown";
    const kernelMs = dur / US_PER_MS;
    kernelMsByProvider[where] = (kernelMsByProvider[where] ?? 0) + kernelMs;
    kernelMsByNode[node] = (kernelMsByNode[node] ?? 0) + kernelMs;
    opByNode[node] = args?.op_name ?? "unknown";
    if (where !== provider) fallbackNodes.add(node);
  }
  return {
    modelRunMs: run.dur / US_PER_MS,
    kernelMsByProvider,
    kernelMsByNode,
    opByNode,
    fallbackNodes: [...fallbackNodes],
  };
}

/** Share of kernel time that ran elsewhere than asked for, 0 to 1. */
export function fallbackShare(trace: TraceSummary, provider: string): number {
  const total = Object.values(trace.kernelMsByProvider).reduce((sum, ms) => sum + ms, 0);
  return total === 0 ? 0 : 1 - (trace.kernelMsByProvider[provider] ?? 0) / total;
}
