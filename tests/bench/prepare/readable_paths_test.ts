import { assertEquals } from "@std/assert";
import { readableOfModel, readableOfSource } from "../../../bench/prepare/readable_paths.ts";

Deno.test("readableOfSource() names the folders of a model and of its checkpoint, and its arrays", () => {
  const modelFile = { path: "/models/net.onnx", dims: {}, arrays: { mask: "/arrays/mask.npy" } };
  const weightsFile = { path: "/weights/model.safetensors.index.json", allowMissing: [] };
  assertEquals(readableOfModel(modelFile), ["/models", "/arrays/mask.npy"]);
  const all = ["/models", "/arrays/mask.npy", "/weights"];
  assertEquals(readableOfSource({ modelFile, weightsFile }), all);
  assertEquals([readableOfModel(undefined), readableOfSource({})], [[], []]);
});
