import { assertEquals } from "@std/assert";
import { fileEntries } from "../../../cli/files/file_entry.ts";
import { node, onnxFile, value } from "../../support/onnx_file.ts";
import { withFolder } from "../../support/run_task.ts";

Deno.test("fileEntries() finds the sides of images whose channels come first or last", () =>
  withFolder(async (folder) => {
    const sizeOf = async (...inputs: readonly (readonly number[])[]) => {
      const path = `${folder}/${inputs.join("-")}.onnx`;
      await Deno.writeFile(
        path,
        onnxFile({
          nodes: inputs.map((_, i) => node("Relu", [`x${i}`], [`y${i}`])),
          inputs: inputs.map((shape, i) => value(`x${i}`, shape)),
          outputs: inputs.map((_, i) => value(`y${i}`)),
        }),
      );
      const asked = { dims: new Map(), arrays: new Map(), quiet: true };
      return fileEntries([path], asked).map((
        { defaultSize: { height, width } },
      ) => [height, width]);
    };
    assertEquals(await sizeOf([1, 3, 64, 48]), [[64, 48]]);
    assertEquals(await sizeOf([1, 64, 48, 3]), [[64, 48]]);
    const none = await sizeOf([1, 64]);
    assertEquals(await sizeOf([1, 3, 64, 48], [1, 3, 64, 48]), none);
  }));
