// What each rewrite brings: the fast graph against the same without one rewrite, and against the
// plain graph, round by round.
//
//   deno run -A tests/models/rewrite/leave_one_out.ts measure ROUNDS MODEL[:REWRITE,…]… >> rounds.jsonl
//   deno run -A tests/models/rewrite/leave_one_out.ts processor ROUNDS MODEL[:REWRITE,…]… >> rounds.jsonl
//   deno run -A tests/models/rewrite/leave_one_out.ts load ROUNDS MODEL[:REWRITE,…]… >> rounds.jsonl
//   deno run -A tests/models/rewrite/leave_one_out.ts table rounds.jsonl
//
// Each writes a line a round, the graphs in an order shuffled anew: `measure` the milliseconds of one
// run (batch 8, two threads); `processor` the processor time of one run (batch 2, one thread), which
// says more on a machine that is busy with other work; `load` the processor time from a graph to its
// loaded session. Without names every rewrite is left out in turn; `a+b` leaves both out. Sessions of
// one graph differ by a percent or two as long as they live, so they are loaded anew every few rounds,
// and "again" is a second one of the fast graph. `table` prints of each network and rewrite the median
// of "time without it / time with all" and its 95 % interval. A benchmark, no test.

import process from "node:process";
import * as ort from "onnxruntime-node";
import { seededRandom, shuffled } from "../../../bench/samples/random.ts";
import { sessionOptions } from "../../../bench/engines/onnxruntime_node/session.ts";
import { findModel } from "../../../models/catalog.ts";
import { dimensionSize, elementCount, type Graph } from "../../../models/graph/graph.ts";
import { seededImages } from "../../../models/graph/weights.ts";
import { CPU_REWRITES, fastGraph } from "../../../models/rewrite/fast.ts";
import { fixBatch } from "../../../models/rewrite/variants/fix_batch.ts";
import { inMemory } from "../../support/in_memory.ts";
import { type Round, roundTable } from "./round_table.ts";

const WARM_UP_RUNS = 2;
/** After as many rounds all sessions are loaded anew. */
const BLOCK_ROUNDS = 10;

/** How a command measures. */
interface Mode {
  readonly batch: number;
  readonly threads: number;
  /** Milliseconds since some moment. */
  readonly nowMs: () => number;
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const MODES: Readonly<Record<string, Mode>> = {
  measure: { batch: 8, threads: 2, nowMs: () => performance.now() },
  processor: { batch: 2, threads: 1, nowMs: processorMs },
  load: { batch: 1, threads: 1, nowMs: processorMs },
};

/** Graphs by what is left out. */
type Graphs = ReadonlyMap<string, Graph>;

function loaded(graph: Graph, { batch, threads }: Mode): Promise<ort.InferenceSession> {
  const { model, options } = inMemory(fixBatch(graph, batch), 1);
  return ort.InferenceSession.create(model, {
    ...options,
    ...sessionOptions({ device: "cpu", threads }),
  });
}

async function timeMs(work: () => Promise<unknown>, { nowMs }: Mode): Promise<number> {
  const start = nowMs();
  await work();
  return nowMs() - start;
}

/** The graphs of `id:rewrite,rewrite+rewrite`. */
function graphsOf(text: string): readonly [model: string, graphs: Graphs] {
  const [id = "", names] = text.split(":");
  const plain = findModel(id).build();
  const all = fastGraph(plain);
  const without = (names?.split(",") ?? all.applied).map((left): [string, Graph] => {
    const others = Object.entries(CPU_REWRITES).filter(([name]) => !left.split("+").includes(name));
    return [left, fastGraph(plain, Object.fromEntries(others)).graph];
  });
  return [id, new Map([["all", all.graph], ["again", all.graph], ["plain", plain], ...without])];
}

/** One run of every graph, round by round. */
async function* runTimes(
  graphs: Graphs,
  rounds: number,
  mode: Mode,
): AsyncGenerator<Round["timesMs"]> {
  const [input] = graphs.get("all")?.inputs ?? [];
  const dims = input?.shape.map((size) => dimensionSize(size, mode.batch)) ?? [];
  const images = seededImages(1, elementCount(dims));
  const random = seededRandom(1, "leave one out");
  for (let first = 0; first < rounds; first += BLOCK_ROUNDS) {
    const sessions = new Map<string, ort.InferenceSession>();
    for (const [name, graph] of shuffled([...graphs], random)) {
      sessions.set(name, await loaded(graph, mode));
    }
    const run = (session: ort.InferenceSession) =>
      session.run({ image: new ort.Tensor("float32", images, dims) });
    for (const session of sessions.values()) {
      for (let i = 0; i < WARM_UP_RUNS; i++) await run(session);
    }
    for (let round = first; round < Math.min(first + BLOCK_ROUNDS, rounds); round++) {
      const timesMs: Record<string, number> = {};
      for (const [name, session] of shuffled([...sessions], random)) {
        timesMs[name] = await timeMs(() => run(session), mode);
      }
      yield timesMs;
    }
    for (const session of sessions.values()) await session.release();
  }
}

/** From every graph to its loaded session, round by round. */
async function* loadTimes(
  graphs: Graphs,
  rounds: number,
  mode: Mode,
): AsyncGenerator<Round["timesMs"]> {
  const random = seededRandom(1, "load");
  for (let round = 0; round < rounds; round++) {
    const timesMs: Record<string, number> = {};
    for (const [name, graph] of shuffled([...graphs], random)) {
      timesMs[name] = await timeMs(async () => (await loaded(graph, mode)).release(), mode);
    }
    yield timesMs;
  }
}

const [command = "", ...rest] = Deno.args;
const mode = MODES[command];
if (command === "table") {
  // deno-lint-ignore no-console
  console.log(roundTable(await Deno.readTextFile(rest[0] ?? "")));
} else if (mode !== undefined) {
  const [rounds, ...texts] = rest;
  const { batch, threads } = mode;
  for (const [model, graphs] of texts.map(graphsOf)) {
    const times = (command === "load" ? loadTimes : runTimes)(graphs, Number(rounds), mode);
    for await (const timesMs of times) {
      const what = command === "measure" ? {} : { what: command };
      // deno-lint-ignore no-console
      console.log(JSON.stringify({ model, batch, threads, ...what, timesMs }));
    }
  }
}
