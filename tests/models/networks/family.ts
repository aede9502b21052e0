// What holds for every network of a family: with the seeded weights it puts out what its PyTorch
// reference puts out, stage by stage; images of a batch do not influence each other; every activation
// is tame; the fast graph gives the same logits. One test a network, which builds and loads it once
// for all that is looked at.
//
// The references are recorded by tests/fixtures/make_outputs.py (DS-Net: SteveTsui/DS-Net; PVT:
// whai362/PVT; ResNet: torchvision; the others: timm), two images at two input sizes.

import { assert, assertEquals } from "@std/assert";
import { relativeDifference } from "../../../bench/job/agreement.ts";
import { CATALOG, type CatalogEntry } from "../../../models/catalog.ts";
import type { Graph } from "../../../models/graph/graph.ts";
import type { ValueSource } from "../../../models/graph/parameter_values.ts";
import { type ImageSize, imageSizeText } from "../../../models/graph/image_size.ts";
import { fastGraph } from "../../../models/rewrite/fast.ts";
import { keptValues } from "../../support/kept_values.ts";
import {
  assertOutputsAsRecorded,
  type RecordedRun,
  recordedRuns,
  recordedValues,
} from "../../support/recorded_outputs.ts";
import {
  imagesFor,
  loadGraph,
  type Outputs,
  type OutputTensor,
  REFERENCE_SEED,
  withOutputs,
} from "../../support/run_graph.ts";
import { assertEqualOutputs, TOLERANCE } from "../rewrite/equal_outputs.ts";
import { activationNames, wildValues } from "./tame.ts";

/** Another size for the fast graph: few tokens and unlike sides. */
const OBLONG = { height: 64, width: 96 } as const;

/** Registers a test for each network of a family. */
export function testFamily(family: CatalogEntry["family"]): void {
  for (const entry of CATALOG.filter((each) => each.family === family)) {
    Deno.test(`catalog "${entry.id}" build()`, async (t) => {
      const [atUsualSize, atOtherSize, ...more] = await recordedRuns(entry.id);
      assert(atUsualSize !== undefined && atOtherSize !== undefined && more.length === 0);
      const values = keptValues(REFERENCE_SEED);
      await checkAtUsualSize(t, { entry, values, run: atUsualSize });
      await checkAtOtherSize(t, { entry, values, run: atOtherSize });
      await checkFastGraph(t, { entry, values, size: OBLONG });
    });
  }
}

/** A network, and the values of its weights, computed once. */
interface Valued {
  readonly entry: CatalogEntry;
  readonly values: ValueSource;
}

/** A network at a size that is recorded. */
interface Recorded extends Valued {
  readonly run: RecordedRun;
}

/** A network at a recorded size, and its two images. */
interface Subject {
  readonly plain: Graph;
  readonly images: Float32Array;
  /** Either of the images. */
  readonly alone: readonly [Float32Array, Float32Array];
  /** Ends the name of a step. */
  readonly place: string;
}

function subjectOf({ build }: CatalogEntry, { input }: RecordedRun): Subject {
  const [, , height, width] = input;
  const plain = build({ size: { height, width } });
  const images = imagesFor(plain, 2);
  const half = images.length / 2;
  return {
    plain,
    images,
    alone: [images.subarray(0, half), images.subarray(half)],
    place: `at ${imageSizeText({ height, width })}`,
  };
}

async function checkAtUsualSize(
  t: Deno.TestContext,
  { entry, values, run }: Recorded,
): Promise<void> {
  const { plain, images, alone: [image], place } = subjectOf(entry, run);
  const activations = activationNames(plain);
  const seen = withOutputs(plain, activations.filter((name) => name !== "logits"));
  await using loaded = await loadGraph(seen, { values, optimized: false });
  const batch = await loaded.run(images, [...recordedValues(plain, run).values()]);
  const alone = await loaded.run(image, activations);

  await t.step(
    `gives the reference's outputs ${place}`,
    () => assertOutputsAsRecorded(batch, plain, run),
  );
  await t.step(
    `gives an image the same logits alone and in a batch ${place}`,
    () => assertRowsOf(batch, [alone]),
  );
  await t.step("gives no NaN, infinity or denormal anywhere", () => {
    assertEquals(Object.keys(alone).length, activations.length);
    assertEquals(wildValues(plain, alone), []);
  });
  const { graph } = fastGraph(plain);
  if (graph === plain) return;
  await t.step(`gives the logits of its fast graph ${place}`, async () => {
    await using fast = await loadGraph(graph, { values });
    assertRowsOf(await fast.run(images), [alone]);
  });
}

async function checkAtOtherSize(
  t: Deno.TestContext,
  { entry, values, run }: Recorded,
): Promise<void> {
  const { plain, images, alone, place } = subjectOf(entry, run);
  const recorded = [...recordedValues(plain, run).values()];
  const stages = recorded.filter((name) => name !== "logits");
  await using loaded = await loadGraph(withOutputs(plain, stages), { values });
  const batch = await loaded.run(images);

  await t.step(
    `gives the reference's outputs ${place}`,
    () => assertOutputsAsRecorded(batch, plain, run),
  );
  await t.step(`gives an image the same logits alone and in a batch ${place}`, async () => {
    const [first, second] = alone;
    const logits = ["logits"];
    assertRowsOf(batch, [await loaded.run(first, logits), await loaded.run(second, logits)]);
  });
}

/** Asserts that the first rows of a batch of two are what each image gives alone. */
function assertRowsOf({ logits: batch }: Outputs, alone: readonly Outputs[]): void {
  assertEquals(batch?.shape, [2, 1000]);
  alone.forEach(({ logits }, i) => {
    assertEquals(logits?.shape, [1, 1000]);
    const row = (batch as OutputTensor).data.subarray(1000 * i, 1000 * (i + 1));
    const difference = relativeDifference(row, (logits as OutputTensor).data);
    assert(difference <= TOLERANCE, `relative difference ${difference.toExponential(2)}`);
  });
}

/** Every pair of operators, one reading the other, with their shapes: what rewrites look at. */
function wiringOf({ nodes, values }: Graph): readonly string[] {
  const makers = new Map(nodes.flatMap(({ op, outputs }) => outputs.map((name) => [name, op])));
  const shapesOf = (names: readonly string[]) => names.map((name) => values.get(name)?.shape);
  return nodes.flatMap(({ op, inputs, outputs }) =>
    inputs.map((name) =>
      JSON.stringify([makers.get(name), op, shapesOf(inputs), shapesOf(outputs)])
    )
  );
}

/** Of all networks that were held against their fast graph at the other size. */
const seenWiring = new Set<string>();

/**
 * Holds the fast graph against the plain one at a size that the network may refuse. One that only
 * repeats what another one had is left out.
 */
async function checkFastGraph(
  t: Deno.TestContext,
  { entry, values, size }: Valued & { readonly size: ImageSize },
): Promise<void> {
  const plain = buildIfAllowed(entry, size);
  if (plain === undefined) return;
  const wiring = wiringOf(plain);
  if (wiring.every((pair) => seenWiring.has(pair))) return;
  wiring.forEach((pair) => seenWiring.add(pair));
  const { graph } = fastGraph(plain);
  if (graph === plain) return;
  await t.step(
    `gives the logits of its fast graph at ${imageSizeText(size)}`,
    () => assertEqualOutputs(plain, graph, { batch: 4, values }),
  );
}

/** The graph at a size; `undefined` where the network refuses it. */
function buildIfAllowed({ build }: CatalogEntry, size: ImageSize): Graph | undefined {
  try {
    return build({ size });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
