import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { relativeDifference } from "../../../../bench/job/agreement.ts";
import { findModel } from "../../../../models/catalog.ts";
import type { Graph } from "../../../../models/graph/graph.ts";
import { fastGraph } from "../../../../models/rewrite/fast.ts";
import { fixBatch } from "../../../../models/rewrite/variants/fix_batch.ts";
import { imagesFor, type OutputTensor, runGraph } from "../../../support/run_graph.ts";
import { TOLERANCE } from "../equal_outputs.ts";

const SMALL = { size: { height: 64, width: 64 } };

Deno.test("fixBatch() keeps the outputs of plain and fast graphs", async () => {
  for (const id of ["resnet18", "dsnet-t-aligned", "swin-t"]) {
    const plain = findModel(id).build(id === "swin-t" ? {} : SMALL);
    const images = imagesFor(plain, 3);
    const logits = async (graph: Graph) =>
      ((await runGraph(graph, [images]))[0]?.["logits"] as OutputTensor).data;
    const expected = await logits(plain);
    for (const graph of [plain, fastGraph(plain).graph]) {
      const difference = relativeDifference(await logits(fixBatch(graph, 3)), expected);
      assert(difference <= TOLERANCE, `${id}: relative difference ${difference}`);
    }
  }
});

Deno.test("fixBatch() makes every size a number, regions of a detector too", () => {
  const plain = findModel("resnet50-mask-rcnn").build({ size: { height: 64, width: 64 } });
  const fixed = fixBatch(plain, 2);
  const sizes = [...fixed.values.values()].flatMap(({ shape }) => shape);
  assert(sizes.every((size) => typeof size === "number"));
  const open = plain.outputs.map(({ shape }) => shape);
  assert(open.flat().includes("1000N") && fixed.outputs.some(({ shape }) => shape[0] === 2000));
});

Deno.test("fixBatch() gives the same graph back where no size is open", () => {
  const fixed = fixBatch(findModel("dsnet-t").build(SMALL), 2);
  assertStrictEquals(fixBatch(fixed, 2), fixed);
  assertEquals(fixed.inputs[0]?.shape, [2, 3, 64, 64]);
});
