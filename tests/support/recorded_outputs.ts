// Outputs that a PyTorch reference gave with the suite's seeded weights, and how ours differ.
// Recorded by tests/fixtures/make_outputs.py, make_detection_outputs.py and make_ablation_outputs.py.

import { assert, assertEquals } from "@std/assert";
import type { CatalogEntry } from "../../models/catalog.ts";
import type { Graph } from "../../models/graph/graph.ts";
import { imageSizeText } from "../../models/graph/image_size.ts";
import { readFixture } from "./fixtures.ts";
import {
  imagesFor,
  lastNodeOf,
  type Outputs,
  type OutputTensor,
  runGraph,
  withOutputs,
} from "./run_graph.ts";

/** What is kept of one tensor. */
export interface RecordedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly maxAbs: number;
  readonly meanAbs: number;
  readonly probes: readonly (readonly [index: number, value: number])[];
}

/** One run of a reference. */
export interface RecordedRun {
  /** Shape of the input, `[N, 3, H, W]`. */
  readonly input: readonly [number, number, number, number];
  readonly tensors: readonly RecordedTensor[];
}

/**
 * Largest |ours - reference| allowed, relative to the reference's largest magnitude. Float32 sums run
 * in another order: the largest seen over all models, stages and sizes is 8.1e-7.
 */
const TOLERANCE = 1e-5;

/** The runs of a reference, by the id of its network. */
export async function recordedRuns(id: string): Promise<readonly RecordedRun[]> {
  return JSON.parse(await readFixture(`outputs/${id}.json`)).runs;
}

/**
 * Asserts that a classifier gives what its reference gave, stage by stage, at every recorded size.
 *
 * @param leastSizes How many there must be.
 */
export async function assertRunsAsRecorded(entry: CatalogEntry, leastSizes: number): Promise<void> {
  const runs = await recordedRuns(entry.id);
  assert(runs.length >= leastSizes, `${entry.id} is recorded at ${runs.length} sizes`);
  for (const run of runs) await checkRun(entry, run);
}

async function checkRun(entry: CatalogEntry, run: RecordedRun): Promise<void> {
  const [, , height, width] = run.input;
  const graph = entry.build({ size: { height, width } });
  const stages = [...recordedValues(graph, run).values()].filter((name) => name !== "logits");
  const [outputs = {}] = await runGraph(withOutputs(graph, stages), [imagesFor(graph, 2)]);
  assertOutputsAsRecorded(outputs, graph, run);
}

/** The values of a graph that a run has recorded, by the names there: modules, and `logits`. */
export function recordedValues(
  graph: Graph,
  { tensors }: RecordedRun,
): ReadonlyMap<string, string> {
  return new Map(tensors.map(({ name }) => [
    name,
    name === "logits" ? name : lastNodeOf(graph, name).outputs[0] ?? "",
  ]));
}

/** Asserts that a classifier's outputs are those of a recorded run, stage by stage. */
export function assertOutputsAsRecorded(outputs: Outputs, graph: Graph, run: RecordedRun): void {
  assert(run.tensors.length > 2, `${graph.name} is recorded without its stages`);
  const [, , height, width] = run.input;
  const values = recordedValues(graph, run);
  for (const recorded of run.tensors) {
    const ours = outputs[values.get(recorded.name) ?? ""];
    assertAsRecorded(ours, recorded, `${graph.name} at ${imageSizeText({ height, width })}`);
  }
}

/** Asserts that a tensor has the shape and, within the tolerance, the values of a recorded one. */
export function assertAsRecorded(
  ours: OutputTensor | undefined,
  recorded: RecordedTensor,
  place: string,
): void {
  assert(ours !== undefined, `${place}: no output for ${recorded.name}`);
  assertEquals(ours.shape, recorded.shape, `${place}: shape of ${recorded.name}`);
  const difference = relativeDifference(ours, recorded);
  assert(
    difference <= TOLERANCE,
    `${place} first diverges from its reference at "${recorded.name}": ` +
      `relative difference ${difference.toExponential(2)}, tolerance ${TOLERANCE}`,
  );
}

/** Largest |difference| over the probes and of the mean magnitude, relative to `maxAbs`. */
function relativeDifference(ours: OutputTensor, recorded: RecordedTensor): number {
  const atProbes = recorded.probes.map(([index, value]) =>
    Math.abs((ours.data[index] ?? NaN) - value)
  );
  const meanAbs = ours.data.reduce((sum, value) => sum + Math.abs(value), 0) / ours.data.length;
  const differences = [...atProbes, Math.abs(meanAbs - recorded.meanAbs)];
  return Math.max(...differences) / recorded.maxAbs;
}
