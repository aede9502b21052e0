// What each rewrite brings: the fast graph against the same without one rewrite, and against the
// plain graph, round by round.
//
//   deno run -A tests/models/rewrite/leave_one_out.ts [MODEL] [ROUNDS]
//
// Prints for every rewrite that has an effect the median of "time without it / time with all", the
// range that holds 80 % of the rounds, and the ratio of the least times; "plain" is without any. Two
// cores and batch 8; a benchmark, no test.

import * as ort from "onnxruntime-node";
import { seededRandom, shuffled } from "../../../bench/random.ts";
import { sessionOptions } from "../../../bench/session.ts";
import { quantile } from "../../../bench/statistics.ts";
import { findModel } from "../../../models/catalog.ts";
import type { Graph } from "../../../models/graph.ts";
import { CPU_REWRITES, fastGraph } from "../../../models/rewrite/fast.ts";
import { fixBatch } from "../../../models/rewrite/fixed_batch.ts";
import { imagesFor } from "../../support/run_graph.ts";
import { inMemory } from "../../support/in_memory.ts";

const BATCH = 8;
const THREADS = 2;
const WARM_UP_RUNS = 3;

type Run = () => Promise<number>;

/** A loaded graph; running it gives milliseconds. */
async function timed(graph: Graph): Promise<Run> {
  const { model, options } = inMemory(fixBatch(graph, BATCH), 1);
  const session = await ort.InferenceSession.create(model, {
    ...options,
    ...sessionOptions({ device: "cpu", threads: THREADS }),
  });
  const dims = graph.inputs[0]?.shape.map((size) => size === "N" ? BATCH : Number(size)) ?? [];
  const image = new ort.Tensor("float32", imagesFor(graph, BATCH), dims);
  return async () => {
    const start = performance.now();
    await session.run({ image });
    return performance.now() - start;
  };
}

const [id = "dsnet-t-aligned", rounds = "12"] = Deno.args;
const plain = findModel(id).build();
const all = fastGraph(plain);
const runs = new Map([["all", await timed(all.graph)], ["plain", await timed(plain)]]);
for (const left of all.applied) {
  const others = Object.entries(CPU_REWRITES).filter(([name]) => name !== left);
  runs.set(left, await timed(fastGraph(plain, Object.fromEntries(others)).graph));
}
for (const run of runs.values()) for (let i = 0; i < WARM_UP_RUNS; i++) await run();

const ratios = new Map(["plain", ...all.applied].map((name): [string, number[]] => [name, []]));
const leastMs = new Map<string, number>();
const random = seededRandom(1, "leave one out");
for (let round = 0; round < Number(rounds); round++) {
  const timesMs = new Map<string, number>();
  for (const name of shuffled([...runs.keys()], random)) {
    const runMs = await (runs.get(name) as Run)();
    timesMs.set(name, runMs);
    leastMs.set(name, Math.min(runMs, leastMs.get(name) ?? Infinity));
  }
  for (const [name, values] of ratios) {
    values.push((timesMs.get(name) ?? NaN) / (timesMs.get("all") ?? NaN));
  }
}
const lines = [...ratios].map(([name, values]) => {
  const [low, middle, high] = [0.1, 0.5, 0.9].map((share) => quantile(values, share).toFixed(3));
  const least = ((leastMs.get(name) ?? NaN) / (leastMs.get("all") ?? NaN)).toFixed(3);
  return `${name.padEnd(24)} ${middle} (${low} to ${high}), least ${least}`;
});
const title =
  `${id}, batch ${BATCH}, ${THREADS} threads, ${rounds} rounds: time without / with all`;
// deno-lint-ignore no-console
console.log([title, ...lines].join("\n"));
