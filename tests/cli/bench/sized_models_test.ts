import { assertEquals, assertThrows } from "@std/assert";
import { BENCH_OPTIONS } from "../../../cli/bench/bench_options.ts";
import { benchCommand } from "../../../cli/bench/bench_command.ts";
import { sizedModelsOf } from "../../../cli/bench/sized_models.ts";
import { parseCommandLine } from "../../../cli/shell/command.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";
import { node, onnxFile, value } from "../../support/onnx_file.ts";
import { withFolder } from "../../support/run_task.ts";

/** `y = relu(x)` for inputs of these sizes. */
function reluFile(shape: readonly (number | string)[]): Uint8Array {
  return onnxFile({
    nodes: [node("Relu", ["x"], ["y"])],
    inputs: [value("x", shape)],
    outputs: [value("y", shape)],
  });
}

/** What a call measures together: size, anchor and models of each group. */
function groups(...args: readonly string[]) {
  const parsed = parseCommandLine(benchCommand, [...args, "--quiet"]);
  return sizedModelsOf(parsed, "resnet18").map(({ size, anchor, models }) => [
    size.height,
    anchor,
    models.map(({ id }) => id),
  ]);
}

Deno.test("sizedModelsOf() puts files beside networks whose images are as large", () =>
  withFolder(async (folder) => {
    await Deno.writeFile(`${folder}/image.onnx`, reluFile(["N", 3, 224, 224]));
    await Deno.writeFile(`${folder}/last.onnx`, reluFile([1, 64, 64, 3]));
    await Deno.writeFile(`${folder}/words.onnx`, reluFile(["N", "length"]));
    const files = ["image", "last", "words"].map((name) => `${folder}/${name}.onnx`);
    assertEquals(groups(...files, "resnet18", "--dim", "length=7"), [
      [224, "resnet18", ["image.onnx", "resnet18"]],
      [64, "last.onnx", ["last.onnx"]],
      [0, "words.onnx", ["words.onnx"]],
    ]);
    assertEquals(groups(files[0] ?? "", "resnet18", "--anchor", "image.onnx"), [
      [224, "image.onnx", ["image.onnx", "resnet18"]],
    ]);
  }));

Deno.test("sizedModelsOf() refuses what says nothing of a file", () =>
  withFolder(async (folder) => {
    const path = `${folder}/x.onnx`;
    await Deno.writeFile(path, reluFile(["N", 3, 8, 8]));
    const refused = (...args: readonly string[]) =>
      assertThrows(() => groups(...args), UsageError).message;
    for (const option of ["--size=64", "--precision=fp16", "--input=expanded"]) {
      assertEquals(
        refused(path, option).startsWith(`Cannot take ${option.split("=")[0]} `),
        true,
      );
    }
    assertEquals(
      refused(path, "--input", "y=a.npy"),
      `Cannot take --input y=a.npy as no file has such an input: "deno task list ${path}" shows them`,
    );
    assertEquals(refused(path, "--input", "x=").includes("write NAME=FILE.npy"), true);
    assertEquals(
      refused("resnet18", "--dim", "H=2"),
      "Cannot take --dim H as only files have named dimensions: use --size for networks",
    );
    assertEquals(refused(path, "--dim", "W=2").includes("W"), true);
  }));

Deno.test("sizedModelsOf() tells files of one name by their folders, and takes each once", () =>
  withFolder(async (folder) => {
    for (const part of ["old", "new"]) {
      await Deno.mkdir(`${folder}/${part}`);
      await Deno.writeFile(`${folder}/${part}/x.onnx`, reluFile(["N", 3, 8, 8]));
    }
    assertEquals(
      groups(`${folder}/old/x.onnx`, `${folder}/new/x.onnx`, `${folder}/./old/x.onnx`),
      [[8, "old/x.onnx", ["old/x.onnx", "new/x.onnx"]]],
    );
  }));

Deno.test("BENCH_OPTIONS have --dim as count has it", () => {
  assertEquals(BENCH_OPTIONS.some(({ name, repeats }) => name === "dim" && repeats), true);
});
