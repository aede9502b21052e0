// Which networks the fast graph rewrites, and how; that it gives the same logits, the tests of each
// family prove (tests/models/networks/family.ts).

import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { countGraph } from "../../../bench/count/count.ts";
import { CATALOG, findModel } from "../../../models/catalog.ts";
import { encodeStructure } from "../../../models/graph/onnx.ts";
import { CPU_REWRITES, fastGraph } from "../../../models/rewrite/fast.ts";
import { inMemory } from "../../support/in_memory.ts";

Deno.test("fastGraph() names the rewrites that had an effect", () => {
  const appliedTo = (id: string) => fastGraph(findModel(id).build()).applied;
  assertEquals(appliedTo("deit-t"), [
    "computeReadTokens",
    "fuseSelfAttention",
    "projectParts",
    "convolveMlps",
    "fuseProducts",
    "projectFewerTokens",
    "storeWeightsTransposed",
  ]);
  assertEquals(appliedTo("swin-t"), [
    "projectParts",
    "fuseBiasedAttention",
    "gatherTokens",
    "convolveMlps",
    "storeWeightsTransposed",
  ]);
  // Its MLPs are convolutions already, its tokens have no windows, all are read, and it has
  // no groups or gates; no value is given on.
  const others = [
    "skipIdentities",
    "computeReadTokens",
    "splitGroups",
    "padGroups",
    "mergeGroups",
    "gateInBlocks",
    "fuseBiasedAttention",
    "gatherTokens",
    "convolveMlps",
  ];
  const all = Object.keys(CPU_REWRITES).filter((name) => !others.includes(name));
  assertEquals(appliedTo("dsnet-t-aligned"), all);
});

Deno.test("fastGraph() rewrites every network but ResNet", () => {
  const untouched = CATALOG.filter(({ build }) => fastGraph(build()).applied.length === 0);
  assertEquals(untouched.map(({ id }) => id), [
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet101",
    "resnet152",
  ]);
  assertEquals(fastGraph(findModel("regnety-4gf").build()).applied, ["gateInBlocks"]);
  const ofGroups = ["splitGroups", "padGroups", "gateInBlocks"];
  assertEquals(fastGraph(findModel("regnety-8gf").build()).applied, ofGroups);
});

Deno.test("fastGraph() gives back a graph in which there is nothing to rewrite", () => {
  const plain = findModel("resnet50").build();
  assertStrictEquals(fastGraph(plain).graph, plain);
});

Deno.test("fastGraph() rewrites a graph in which some sizes are told by a run alone", () => {
  const plain = findModel("deit-t").build();
  const known = plain.nodes[plain.nodes.length >> 1]?.outputs[0] ?? "";
  const found = { name: "found", op: "Relu", inputs: [known], outputs: ["f"], attributes: {} };
  const weight = "patch_embed.proj.weight";
  const again = { ...found, name: "again", op: "Conv", inputs: ["f", weight], outputs: ["g"] };
  const { graph, applied } = fastGraph({
    ...plain,
    nodes: [...plain.nodes, ...[found, again].map((node) => ({ ...node, scope: "" }))],
    unknownOutputs: [{ name: "g", dtype: "float32", place: 1 }],
  });
  assertEquals([applied.length > 4, graph.nodes.at(-1)?.name], [true, "again"]);
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
  const encoded = () => {
    const plain = findModel("dsnet-t").build({ size: { height: 64, width: 64 } });
    return inMemory(fastGraph(plain).graph, 3);
  };
  const [one, other] = [encoded(), encoded()];
  assert(one.weights.length > 0);
  assertEquals(one.model, other.model);
  assert(one.weights.every((value, i) => value === other.weights[i]));
});

Deno.test("fastGraph() executes fewer multiply-adds, all of them known to countGraph()", () => {
  for (const id of ["deit-s", "dsnet-t", "dsnet-t-aligned", "pvt-tiny"]) {
    const plain = findModel(id).build();
    const [before, after] = [countGraph(plain), countGraph(fastGraph(plain).graph)];
    assertEquals(after.coverage.unknownOps, {}, id);
    assert(after.macs < before.macs, id);
  }
});
