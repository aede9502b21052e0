// Reads the trace that onnxruntime writes when profiling is on (Chrome trace events as JSON).
// Kernel events have the category "Node" and end in "_kernel_time"; the event "model_run" of the
// category "Session" spans one run. A trace holds several runs; the last ones are taken.

import { z } from "zod";
import type { TraceSummary } from "../../job/protocol.ts";
import { median } from "../../samples/statistics.ts";
import { sum } from "../../samples/sum.ts";
import { US_PER_MS } from "../../samples/units.ts";

const KERNEL_SUFFIX = "_kernel_time";

const eventSchema = z.object({
  cat: z.string().optional(),
  name: z.string().optional(),
  ts: z.number().optional(),
  dur: z.number().optional(),
  args: z.object({
    op_name: z.string().optional(),
    provider: z.string().optional(),
    parent_name: z.string().optional(),
  }).optional(),
});

interface TraceRequest {
  /** Where nodes were asked to run, e.g. `CPUExecutionProvider`. */
  readonly provider: string;
  /** How many of the last runs count; those before are warm-up. */
  readonly runCount: number;
}

/**
 * Sums up the last runs of a trace: of every node the median of its time over these runs.
 *
 * @param text The runtime's trace file.
 * @throws {Error} If the text is no trace or holds fewer runs.
 */
export function summarizeTrace(text: string, { provider, runCount }: TraceRequest): TraceSummary {
  const events = z.array(eventSchema).parse(jsonOf(text));
  const runs = events.filter(({ name }) => name === "model_run")
    .map(({ ts = 0, dur = 0 }) => ({ ts, dur })).slice(-runCount);
  if (runs.length < runCount || runCount < 1) {
    throw new Error(
      `Cannot read the runtime's trace as it must hold ${runCount} model_run: it has ${runs.length}`,
    );
  }
  const runOf = (ts: number) => runs.findIndex((run) => ts >= run.ts && ts <= run.ts + run.dur);
  const noRuns = () => runs.map(() => 0);
  const nodes = new Map<string, TracedNode>();
  const deviceMsByNode = new Map<string, number[]>();
  const deviceMs = noRuns();
  for (const event of events) {
    const { cat, name = "", ts = 0, dur = 0, args } = event;
    const run = runOf(ts);
    if (run === -1) continue;
    const computed = computedNode(event);
    if (computed !== undefined) {
      const msByRun = deviceMsByNode.get(computed) ?? noRuns();
      deviceMsByNode.set(computed, msByRun);
      for (const sums of [msByRun, deviceMs]) sums[run] = (sums[run] ?? 0) + dur / US_PER_MS;
    }
    if (cat !== "Node" || !name.endsWith(KERNEL_SUFFIX)) continue;
    const id = name.slice(0, -KERNEL_SUFFIX.length);
    const { op_name: op = "unknown", provider: where = "unknown" } = args ?? {};
    const node = nodes.get(id) ?? { op, where, msByRun: noRuns() };
    // A node within a loop runs several times.
    node.msByRun[run] = (node.msByRun[run] ?? 0) + dur / US_PER_MS;
    nodes.set(id, node);
  }
  const isDeviceTold = deviceMsByNode.size > 0;
  if (isDeviceTold) {
    for (const [id, node] of nodes) {
      if (node.where !== provider) continue;
      nodes.set(id, { ...node, msByRun: deviceMsByNode.get(id) ?? noRuns() });
    }
  }
  const named = [...nodes].map(([id, { op, where, msByRun }]) => ({
    id,
    op,
    where,
    kernelMs: median(msByRun),
  }));
  const totalMs = sum(named.map(({ kernelMs }) => kernelMs));
  const elsewhere = named.filter(({ where }) => where !== provider);
  return {
    runCount,
    modelRunMs: median(runs.map(({ dur }) => dur)) / US_PER_MS,
    kernelMsByNode: Object.fromEntries(named.map(({ id, kernelMs }) => [id, kernelMs])),
    opByNode: Object.fromEntries(named.map(({ id, op }) => [id, op])),
    fallbackNodes: elsewhere.map(({ id }) => id),
    fallbackShare: totalMs === 0 ? 0 : sum(elsewhere.map(({ kernelMs }) => kernelMs)) / totalMs,
    ...isDeviceTold ? { deviceMs: median(deviceMs) } : {},
  };
}

/** The node for which a device computed; `undefined` where an event is about something else. */
function computedNode({ cat, name = "", args }: z.infer<typeof eventSchema>): string | undefined {
  if (cat === "Api") {
    const parts = name.split("&");
    return parts.length < 3 ? undefined : parts.slice(0, -2).join("&");
  }
  const { parent_name: parent = "" } = args ?? {};
  return cat === "Kernel" && parent.endsWith(KERNEL_SUFFIX)
    ? parent.slice(0, -KERNEL_SUFFIX.length)
    : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(
      "Cannot read the runtime's trace as it is cut off: free some space in the temporary folder",
    );
  }
}

/** A node with its time in each of the runs that count. */
interface TracedNode {
  readonly op: string;
  readonly where: string;
  readonly msByRun: number[];
}
