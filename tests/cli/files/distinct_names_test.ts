import { basename } from "node:path";
import { assertEquals } from "@std/assert";
import { distinctNames } from "../../../cli/files/distinct_names.ts";

Deno.test("distinctNames() takes as many folders as tell files apart, and no more", () => {
  assertEquals(distinctNames(["a/x.onnx", "a/y.onnx"]), ["x.onnx", "y.onnx"]);
  assertEquals(distinctNames(["a/x.onnx", "b/x.onnx", "b/y.onnx"]), [
    "a/x.onnx",
    "b/x.onnx",
    "y.onnx",
  ]);
  assertEquals(distinctNames(["1/best/x.onnx", "2/best/x.onnx", "2/last/x.onnx"]), [
    "1/best/x.onnx",
    "2/best/x.onnx",
    "last/x.onnx",
  ]);
});

Deno.test("distinctNames() does not depend on how a path is written", () => {
  assertEquals(distinctNames(["./a/../a/x.onnx", "/tmp/b/x.onnx"]), ["a/x.onnx", "b/x.onnx"]);
  const here = basename(Deno.cwd());
  assertEquals(distinctNames(["x.onnx", "b/x.onnx"]), [`${here}/x.onnx`, "b/x.onnx"]);
});

Deno.test("distinctNames() leaves names that others have", () => {
  assertEquals(distinctNames(["a/resnet50"], new Set(["resnet50"])), ["a/resnet50"]);
});
