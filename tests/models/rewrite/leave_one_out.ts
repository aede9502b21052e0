// What each rewrite brings: the fast graph against the same without one rewrite, and against the
// plain graph, round by round.
//
//   deno run -A tests/models/rewrite/leave_one_out.ts measure ROUNDS MODEL… >> rounds.jsonl
//   deno run -A tests/models/rewrite/leave_one_out.ts table rounds.jsonl
//
// `measure` writes a line for each round with the milliseconds of one run of every graph, in an order
// shuffled anew; `MODEL:a,b+c` leaves out a, and b and c together, instead of each rewrite alone;
// `table` prints of each network and rewrite the median of "time without it / time
// with all" and its 95 % interval. Two threads, batch 8; a benchmark, no test.

import * as ort from "onnxruntime-node";
import { seededRandom, shuffled } from "../../../bench/run/random.ts";
import { sessionOptions } from "../../../bench/worker/session.ts";
import { medianInterval } from "../../../bench/samples/statistics.ts";
import { findModel } from "../../../models/catalog.ts";
import type { Graph } from "../../../models/graph/graph.ts";
import { CPU_REWRITES, fastGraph } from "../../../models/rewrite/fast.ts";
import { fixBatch } from "../../../models/rewrite/variants/fix_batch.ts";
import { markdownTable } from "markdown-table";
import { inMemory } from "../../support/in_memory.ts";
import { imagesFor } from "../../support/run_graph.ts";

const BATCH = 8;
const THREADS = 2;
const WARM_UP_RUNS = 3;

/** One run of every graph of a network: all rewrites, none ("plain"), all without the one named. */
interface Round {
  readonly model: string;
  readonly batch: number;
  readonly threads: number;
  readonly timesMs: Readonly<Record<string, number>>;
}

/** A loaded graph; running it gives milliseconds. */
type Run = () => Promise<number>;

async function loaded(graph: Graph): Promise<{ run: Run; release: () => Promise<void> }> {
  const { model, options } = inMemory(fixBatch(graph, BATCH), 1);
  const session = await ort.InferenceSession.create(model, {
    ...options,
    ...sessionOptions({ device: "cpu", threads: THREADS }),
  });
  const dims = graph.inputs[0]?.shape.map((size) => size === "N" ? BATCH : Number(size)) ?? [];
  const image = new ort.Tensor("float32", imagesFor(graph, BATCH), dims);
  const run = async () => {
    const start = performance.now();
    await session.run({ image });
    return performance.now() - start;
  };
  return { run, release: () => session.release() };
}

/** The graphs of a network by what is left out: each rewrite alone, or the groups after the colon. */
function graphsOf(argument: string): ReadonlyMap<string, Graph> {
  const [id = "", groups] = argument.split(":");
  const plain = findModel(id).build();
  const all = fastGraph(plain);
  const without = (groups?.split(",") ?? all.applied).map((group): [string, Graph] => {
    const left = group.split("+");
    const others = Object.entries(CPU_REWRITES).filter(([name]) => !left.includes(name));
    return [group, fastGraph(plain, Object.fromEntries(others)).graph];
  });
  return new Map([["all", all.graph], ["plain", plain], ...without]);
}

async function* measured(model: string, rounds: number): AsyncGenerator<Round> {
  const sessions = new Map<string, Awaited<ReturnType<typeof loaded>>>();
  for (const [name, graph] of graphsOf(model)) sessions.set(name, await loaded(graph));
  for (const { run } of sessions.values()) for (let i = 0; i < WARM_UP_RUNS; i++) await run();
  const random = seededRandom(1, "leave one out");
  for (let round = 0; round < rounds; round++) {
    const timesMs: Record<string, number> = {};
    for (const [name, { run }] of shuffled([...sessions], random)) timesMs[name] = await run();
    yield { model: model.split(":")[0] ?? "", batch: BATCH, threads: THREADS, timesMs };
  }
  for (const { release } of sessions.values()) await release();
}

/** A row for each network and what was left out: how many times as long it takes without. */
function tableOf(rounds: readonly Round[]): string {
  const rows = [...Map.groupBy(rounds, ({ model }) => model)].flatMap(([model, ofModel]) => {
    const names = new Set(ofModel.flatMap(({ timesMs }) => Object.keys(timesMs)));
    return [...names].filter((name) => name !== "all").map((name) => {
      const ratios = ofModel.flatMap(({ timesMs: { [name]: without, all } }) =>
        without === undefined || all === undefined ? [] : [without / all]
      );
      const { median, low, high } = medianInterval(ratios);
      const interval = `(${low?.toFixed(3) ?? "?"} to ${high?.toFixed(3) ?? "?"})`;
      return [model, name, `${median.toFixed(3)} ${interval}`, `${ratios.length}`];
    });
  });
  return markdownTable([["Network", "Without", "Time over all", "Rounds"], ...rows]);
}

const [command, ...rest] = Deno.args;
if (command === "table") {
  const lines = (await Deno.readTextFile(rest[0] ?? "")).trim().split("\n");
  // deno-lint-ignore no-console
  console.log(tableOf(lines.map((line) => JSON.parse(line))));
} else {
  const [rounds, ...models] = rest;
  for (const model of models) {
    for await (const round of measured(model, Number(rounds))) {
      // deno-lint-ignore no-console
      console.log(JSON.stringify(round));
    }
  }
}
