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
// loaded session. MODEL is one of the catalog or a file `*.onnx` with one input, whose own batch is
// taken where it is fixed. Without names every rewrite is left out in turn, with none behind the colon
// none; `a+b` leaves both out.
// Sessions of one graph differ by a percent or two as long as they live, so they are loaded anew every
// few rounds, and "again" is a second one of the fast graph. `table` prints of each network and rewrite the median
// of "time without it / time with all" and its 95 % interval. A benchmark, no test.

import { basename } from "node:path";
import process from "node:process";
import * as ort from "onnxruntime-node";
import { openModel } from "../../../bench/files/open_model.ts";
import { seededRandom, shuffled } from "../../../bench/samples/random.ts";
import { sessionOptions } from "../../../bench/engines/onnxruntime_node/session.ts";
import { findModel } from "../../../models/catalog.ts";
import { graphOfFile } from "../../../models/file/import/graph_of_file.ts";
import { withValues } from "../../../models/file/values/with_values.ts";
import { dimensionSize, elementCount, type Graph } from "../../../models/graph/graph.ts";
import { seededValues, type ValueSource } from "../../../models/graph/parameter_values.ts";
import { seededImages } from "../../../models/graph/weights.ts";
import { CPU_REWRITES, fastGraph } from "../../../models/rewrite/fast.ts";
import { fixBatch } from "../../../models/rewrite/variants/fix_batch.ts";
import { inMemory } from "../../support/in_memory.ts";
import { type Round, roundTable } from "./round_table.ts";

const SEED = 1;
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

/** A network: its graphs by what is left out. */
interface Subject {
  readonly model: string;
  readonly graphs: ReadonlyMap<string, Graph>;
  readonly values: ValueSource;
}

function loaded(
  graph: Graph,
  values: ValueSource,
  { batch, threads }: Mode,
): Promise<ort.InferenceSession> {
  const { model, options } = inMemory(fixBatch(graph, batch), SEED, values);
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

/** A network of the catalog with seeded weights, or of a file with its own. */
function networkOf(model: string): { readonly plain: Graph; readonly values: ValueSource } {
  if (!model.endsWith(".onnx")) {
    return { plain: findModel(model).build(), values: seededValues(SEED) };
  }
  // Open as long as the process, as values are read when they are asked for.
  const opened = openModel(model);
  const { graph, values } = withValues(
    graphOfFile(opened.model).graph,
    opened.model,
    opened.tensors,
  );
  return { plain: graph, values };
}

/** The graphs of `MODEL:rewrite,rewrite+rewrite`. */
function subjectOf(text: string): Subject {
  const [name = "", names] = text.split(":");
  const { plain, values } = networkOf(name);
  const all = fastGraph(plain);
  const without = (names?.split(",").filter(Boolean) ?? all.applied).map(
    (left): [string, Graph] => {
      const others = Object.entries(CPU_REWRITES).filter(([name]) =>
        !left.split("+").includes(name)
      );
      return [left, fastGraph(plain, Object.fromEntries(others)).graph];
    },
  );
  const graphs = new Map([["all", all.graph], ["again", all.graph], ["plain", plain], ...without]);
  return { model: basename(name, ".onnx"), graphs, values };
}

/** One run of every graph, round by round. */
async function* runTimes(
  { graphs, values }: Subject,
  rounds: number,
  mode: Mode,
): AsyncGenerator<Round["timesMs"]> {
  const [input] = graphs.get("all")?.inputs ?? [];
  const dims = input?.shape.map((size) => dimensionSize(size, mode.batch)) ?? [];
  const images = seededImages(SEED, elementCount(dims));
  const random = seededRandom(1, "leave one out");
  for (let first = 0; first < rounds; first += BLOCK_ROUNDS) {
    const sessions = new Map<string, ort.InferenceSession>();
    for (const [name, graph] of shuffled([...graphs], random)) {
      sessions.set(name, await loaded(graph, values, mode));
    }
    const run = (session: ort.InferenceSession) =>
      session.run({ [input?.name ?? ""]: new ort.Tensor("float32", images, dims) });
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
  { graphs, values }: Subject,
  rounds: number,
  mode: Mode,
): AsyncGenerator<Round["timesMs"]> {
  const random = seededRandom(1, "load");
  for (let round = 0; round < rounds; round++) {
    const timesMs: Record<string, number> = {};
    for (const [name, graph] of shuffled([...graphs], random)) {
      timesMs[name] = await timeMs(async () => (await loaded(graph, values, mode)).release(), mode);
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
  for (const subject of texts.map(subjectOf)) {
    const [input] = subject.graphs.get("all")?.inputs ?? [];
    const batch = dimensionSize(input?.shape[0] ?? 1, mode.batch);
    const times = (command === "load" ? loadTimes : runTimes)(subject, Number(rounds), mode);
    for await (const timesMs of times) {
      const what = command === "measure" ? {} : { what: command };
      // deno-lint-ignore no-console
      console.log(
        JSON.stringify({ model: subject.model, batch, threads: mode.threads, ...what, timesMs }),
      );
    }
  }
}
