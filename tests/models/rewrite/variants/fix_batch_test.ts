import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { findModel } from "../../../../models/catalog.ts";
import { fastGraph } from "../../../../models/rewrite/fast.ts";
import { fixBatch } from "../../../../models/rewrite/variants/fix_batch.ts";
import { assertEqualOutputs } from "../equal_outputs.ts";

const SMALL = { size: { height: 64, width: 64 } };

Deno.test("fixBatch() keeps the outputs of plain and fast graphs", async () => {
  for (const id of ["resnet18", "dsnet-t-aligned", "swin-t"]) {
    const plain = findModel(id).build(id === "swin-t" ? {} : SMALL);
    await assertEqualOutputs(plain, fixBatch(plain, 3), { batch: 3 });
    await assertEqualOutputs(plain, fixBatch(fastGraph(plain).graph, 3), { batch: 3 });
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
