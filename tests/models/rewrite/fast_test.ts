import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { countGraph } from "../../../bench/count/count.ts";
import { CATALOG, type CatalogEntry, findModel } from "../../../models/catalog.ts";
import type { Graph } from "../../../models/graph/graph.ts";
import type { ImageSize } from "../../../models/graph/image_size.ts";
import { encodeStructure } from "../../../models/graph/onnx.ts";
import { CPU_REWRITES, fastGraph } from "../../../models/rewrite/fast.ts";
import { inMemory } from "../../support/in_memory.ts";
import { assertEqualOutputs } from "./equal_outputs.ts";

/** Batch and size; each also has weights of its own. */
const RUNS = [
  { batch: 1, size: { height: 224, width: 224 } },
  { batch: 4, size: { height: 64, width: 96 } },
] as const;

/** The graph at a size; `undefined` where the network refuses it. */
function buildIfAllowed({ build }: CatalogEntry, size: ImageSize): Graph | undefined {
  try {
    return build({ size });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

for (const entry of CATALOG) {
  Deno.test(`fastGraph() of "${entry.id}" gives the logits of the plain graph`, async () => {
    for (const { batch, size } of RUNS) {
      const plain = buildIfAllowed(entry, size);
      if (plain === undefined) continue;
      const { graph } = fastGraph(plain);
      if (graph === plain) continue;
      await assertEqualOutputs(plain, graph, { batch, seed: batch });
    }
  });
}

Deno.test("fastGraph() names the rewrites that had an effect", () => {
  const appliedTo = (id: string) => fastGraph(findModel(id).build()).applied;
  assertEquals(appliedTo("deit-t"), ["fuseSelfAttention", "storeWeightsTransposed"]);
  assertEquals(appliedTo("dsnet-t-aligned"), Object.keys(CPU_REWRITES));
});

Deno.test("fastGraph() rewrites every network but ResNet and RegNetY", () => {
  const untouched = CATALOG.filter(({ build }) => fastGraph(build()).applied.length === 0);
  assertEquals(untouched.map(({ id }) => id), [
    ...["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"],
    ...["regnety-4gf", "regnety-8gf", "regnety-16gf"],
  ]);
});

Deno.test("fastGraph() gives back a graph in which there is nothing to rewrite", () => {
  const plain = findModel("resnet50").build();
  assertStrictEquals(fastGraph(plain).graph, plain);
});

Deno.test("CPU_REWRITES find nothing more in a graph that they have rewritten", () => {
  const rewritten = fastGraph(findModel("dsnet-t-aligned").build()).graph;
  for (const [name, rewrite] of Object.entries(CPU_REWRITES)) {
    assertStrictEquals(rewrite(rewritten), rewritten, name);
  }
});

Deno.test("CPU_REWRITES are pure: the plain graph encodes to the same bytes afterwards", () => {
  const plain = findModel("dsnet-t-aligned").build({ size: { height: 64, width: 64 } });
  const before = encodeStructure(plain);
  fastGraph(plain);
  assertEquals(encodeStructure(plain), before);
});

Deno.test("fastGraph() encodes to the same weights under the same seed", () => {
  const plain = findModel("dsnet-t").build({ size: { height: 64, width: 64 } });
  const { graph } = fastGraph(plain);
  const [one, other] = [inMemory(graph, 3), inMemory(graph, 3)];
  assertEquals(one.model, other.model);
  assert(one.weights.every((value, i) => value === other.weights[i]));
});

Deno.test("fastGraph() executes fewer multiply-adds, all of them known to countGraph()", () => {
  for (const id of ["deit-s", "dsnet-t", "dsnet-t-aligned", "pvt-tiny"]) {
    const plain = findModel(id).build();
    const [before, after] = [countGraph(plain), countGraph(fastGraph(plain).graph)];
    assertEquals(after.coverage.unknownOps, {}, id);
    assert(id === "deit-s" ? after.macs === before.macs : after.macs < before.macs, id);
  }
});
