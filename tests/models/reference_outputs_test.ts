// Every catalog network puts out what its PyTorch reference puts out, stage by stage.
// The references are recorded by tests/fixtures/make_outputs.py (DS-Net: SteveTsui/DS-Net; PVT:
// whai362/PVT; ResNet: torchvision; the others: timm) with the suite's seeded weights, two images,
// two input sizes.

import { assert, assertEquals } from "@std/assert";
import { CATALOG, type CatalogEntry } from "../../models/catalog.ts";
import { imageSizeText } from "../../models/image_size.ts";
import {
  imagesFor,
  lastNodeOf,
  type OutputTensor,
  runGraph,
  withOutputs,
} from "../support/run_graph.ts";

interface RecordedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly maxAbs: number;
  readonly meanAbs: number;
  readonly probes: readonly (readonly [index: number, value: number])[];
}

interface RecordedRun {
  /** Shape of the input, `[N, 3, H, W]`. */
  readonly input: readonly [number, number, number, number];
  readonly tensors: readonly RecordedTensor[];
}

/**
 * Largest |ours - reference| allowed, relative to the reference's largest magnitude. Float32 sums run
 * in another order: the largest seen over all models, stages and sizes is 8.1e-7.
 */
const TOLERANCE = 1e-5;

async function recordedRuns(id: string): Promise<readonly RecordedRun[]> {
  const file = new URL(`../fixtures/outputs/${id}.json`, import.meta.url);
  return JSON.parse(await Deno.readTextFile(file)).runs;
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

async function checkRun(entry: CatalogEntry, { input, tensors }: RecordedRun): Promise<void> {
  const [, , height, width] = input;
  const size = imageSizeText({ height, width });
  const graph = entry.build({ size: { height, width } });
  const outputOf = (stage: string) => lastNodeOf(graph, stage).outputs[0] ?? "";
  const stages = tensors.filter(({ name }) => name !== "logits");
  const probed = withOutputs(graph, stages.map(({ name }) => outputOf(name)));
  const [outputs = {}] = await runGraph(probed, [imagesFor(graph, 2)]);

  for (const recorded of tensors) {
    const ours = outputs[recorded.name === "logits" ? "logits" : outputOf(recorded.name)];
    assert(ours !== undefined, `${entry.id} at ${size}: no output for ${recorded.name}`);
    assertEquals(ours.shape, recorded.shape, `${entry.id} at ${size}: shape of ${recorded.name}`);
    const difference = relativeDifference(ours, recorded);
    assert(
      difference <= TOLERANCE,
      `${entry.id} at ${size} first diverges from its reference at "${recorded.name}": ` +
        `relative difference ${difference.toExponential(2)}, tolerance ${TOLERANCE}`,
    );
  }
}

for (const entry of CATALOG) {
  Deno.test(`catalog "${entry.id}" build() gives the reference's outputs`, async () => {
    for (const run of await recordedRuns(entry.id)) await checkRun(entry, run);
  });
}
