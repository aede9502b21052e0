import { assertEquals } from "@std/assert";
import { findModel } from "../../../../models/catalog.ts";
import { classesOf } from "../../../../models/checkpoint/loading/class_count.ts";
import { fittingModels } from "../../../../models/checkpoint/loading/fitting_models.ts";
import { loadModel } from "../../../../models/checkpoint/loading/load_model.ts";
import { seededValues } from "../../../../models/graph/parameter_values.ts";
import { checkpointOf, readKeyList, zeros } from "../../../support/key_list.ts";

/** The recorded list with other classifiers. */
async function withHeads(list: string, heads: Readonly<Record<string, number>>) {
  const { tensors } = await readKeyList(list);
  return checkpointOf(tensors.map((tensor) => {
    const module = tensor.name.slice(0, tensor.name.lastIndexOf("."));
    const classes = heads[module];
    return classes === undefined ? tensor : zeros(tensor.name, [classes, ...tensor.shape.slice(1)]);
  }));
}

const UNSEEN = { others: seededValues(1), looksAtValues: false };
const DISTILLED = "state_dicts/deit-t-distilled.txt";

Deno.test("loadModel() builds the network for the classes of the checkpoint", async () => {
  const file = await withHeads("state_dicts/resnet18.txt", { fc: 6 });
  const { graph, classes, report } = loadModel(findModel("resnet18"), file, UNSEEN);
  assertEquals(classes, 6);
  assertEquals(graph.outputs[0]?.shape, ["N", 6]);
  assertEquals(report.missing, []);
});

Deno.test("loadModel() says nothing of the classes that the network has anyway", async () => {
  const file = await readKeyList("state_dicts/resnet18.txt");
  assertEquals(loadModel(findModel("resnet18"), file, UNSEEN).classes, null);
});

Deno.test("classesOf() takes what all classifiers agree on, under the names of any map", async () => {
  const model = findModel("deit-t-distilled");
  for (const classes of [1, 6]) {
    const file = await withHeads(DISTILLED, { head: classes, head_dist: classes });
    assertEquals(classesOf(model, file), classes);
  }
  const swin = await withHeads("checkpoint_names/microsoft_swin.txt", { head: 21_841 });
  assertEquals(classesOf(findModel("swin-t"), swin), 21_841);
});

Deno.test("classesOf() is null where classifiers differ or there is none", async () => {
  const model = findModel("deit-t-distilled");
  assertEquals(classesOf(model, await withHeads(DISTILLED, { head: 6, head_dist: 7 })), null);
  assertEquals(classesOf(model, await readKeyList("state_dicts/resnet18.txt")), null);
  const oneOfTwo = await withHeads("state_dicts/deit-t.txt", { head: 6 });
  assertEquals(classesOf(model, oneOfTwo), 6);
});

Deno.test("classesOf() counts the classes of a detector that has several outputs for each", () => {
  const model = findModel("resnet50-retinanet");
  const file = checkpointOf(
    model.build({ classes: 20, size: { height: 128, width: 128 } }).parameters
      .map(({ name, shape }) => zeros(name, shape)),
  );
  assertEquals(classesOf(model, file, { size: { height: 128, width: 128 } }), 20);
});

Deno.test("fittingModels() names the networks that take every tensor, for whatever classes", async () => {
  const swin = await withHeads("checkpoint_names/microsoft_swin.txt", { head: 3 });
  assertEquals(fittingModels(swin), ["swin-t"]);
  assertEquals(fittingModels(await readKeyList("state_dicts/vit-b16.txt")), ["vit-b16", "deit-b"]);
});

Deno.test("fittingModels() knows a network whose queries, keys and values stand apart", async () => {
  const file = await readKeyList("checkpoint_names/transformers_swin.txt");
  assertEquals(fittingModels(file), ["swin-t"]);
});
