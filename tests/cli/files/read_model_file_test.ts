// cli/files: models of any size, data beside them, and what must not be opened.

import { assertEquals, assertThrows } from "@std/assert";
import { TensorProto_DataLocation as Location } from "onnx-buf";
import { readModelFile } from "../../../cli/files/read_model_file.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";
import { node, onnxFile, tensor, value } from "../../support/onnx_file.ts";
import { withFolder } from "../../support/run_task.ts";
import { runTied } from "../../support/tied_process.ts";
import { writeSparseModel } from "../../support/sparse_model.ts";

for (const elementCount of [536_870_913, 2 ** 31]) {
  Deno.test(`readModelFile() reads a model with a weight of ${4 * elementCount} bytes`, () =>
    withFolder(async (folder) => {
      const path = `${folder}/large.onnx`;
      await writeSparseModel(path, elementCount);
      const { graph } = readModelFile(path);
      const [{ name, shape, place }] = graph.initializers as [typeof graph.initializers[number]];
      assertEquals([name, shape], ["w", [elementCount, 1]]);
      assertEquals(place.kind === "file" && place.byteLength, 4 * elementCount);
      assertEquals(
        place.kind === "file" && place.offset,
        (await Deno.stat(path)).size - 4 * elementCount,
      );
    }));
}

/** Makes a link; Deno itself would need the right to write anywhere. */
async function link(target: string, path: string): Promise<void> {
  const { code, stderr } = await runTied("ln", { args: ["-s", target, path] });
  assertEquals([code, stderr], [0, ""]);
}

/** A model whose Reshape takes its target from a file beside it. */
function withShapeBeside(location: string, offset = 0): Uint8Array<ArrayBuffer> {
  const externalData = Object.entries({ location, offset: String(offset) })
    .map(([key, text]) => ({ key, value: text }));
  return onnxFile({
    nodes: [node("Reshape", ["x", "s"], ["y"])],
    inputs: [value("x", [6])],
    outputs: [value("y")],
    initializers: [
      tensor("s", [2], { dataType: 7, dataLocation: Location.EXTERNAL, externalData }),
    ],
  });
}

const SHAPE_BYTES = new Uint8Array(BigInt64Array.of(0n, 2n, 3n).buffer);

Deno.test("readModelFile() reads shapes that lie beside the model, at their offset", () =>
  withFolder(async (folder) => {
    await Deno.writeFile(`${folder}/m.onnx`, withShapeBeside("m.data", 8));
    await Deno.writeFile(`${folder}/m.data`, SHAPE_BYTES);
    const { graph } = readModelFile(`${folder}/m.onnx`);
    assertEquals(graph.initializers[0]?.place, { kind: "numbers", numbers: [2, 3] });
  }));

Deno.test("readModelFile() says which file beside the model is not there, or too short", () =>
  withFolder(async (folder) => {
    const path = `${folder}/m.onnx`;
    await Deno.writeFile(path, withShapeBeside("m.data", 16));
    const { graph, notices } = readModelFile(path);
    assertEquals(graph.initializers[0]?.place.kind, "external");
    assertEquals(notices, [
      '"m.data" beside it is not there: numbers in it that shapes may need are unknown',
    ]);
    await Deno.writeFile(`${folder}/m.data`, SHAPE_BYTES);
    assertThrows(
      () => readModelFile(path),
      UsageError,
      `Cannot read "${path}" as tensor "s" would end at byte 32 of "m.data", which has 24 bytes`,
    );
  }));

Deno.test("readModelFile() opens no link, no folder and nothing outside the model's folder", () =>
  withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/model`);
    await Deno.mkdir(`${folder}/outside`);
    await Deno.writeFile(`${folder}/outside/secret`, SHAPE_BYTES);
    await link("../outside/secret", `${folder}/model/link`);
    await link("nowhere", `${folder}/model/dangling`);
    await link("../outside", `${folder}/model/away`);
    await Deno.mkdir(`${folder}/model/inner`);
    for (
      const [location, reason] of [
        ["link", 'in "link", which is a link: copy the file itself into the model\'s folder'],
        ["dangling", 'in "dangling", which is a link'],
        ["away/secret", 'in "away/secret", which is a link'],
        ["inner", 'in "inner", which is no file'],
        ["../outside/secret", "outside the model's folder"],
      ] as const
    ) {
      const path = `${folder}/model/m.onnx`;
      await Deno.writeFile(path, withShapeBeside(location));
      assertThrows(() => readModelFile(path), UsageError, reason);
    }
  }));

Deno.test("readModelFile() opens no data for weights that no shape needs", () =>
  withFolder(async (folder) => {
    const externalData = [{ key: "location", value: "link" }];
    const path = `${folder}/m.onnx`;
    await link("nowhere", `${folder}/link`);
    await Deno.writeFile(
      path,
      onnxFile({
        nodes: [node("Add", ["x", "w"], ["y"])],
        inputs: [value("x", [6])],
        outputs: [value("y")],
        initializers: [
          tensor("w", [6], { dataType: 1, dataLocation: Location.EXTERNAL, externalData }),
        ],
      }),
    );
    assertEquals(readModelFile(path).graph.initializers[0]?.place.kind, "external");
  }));

Deno.test("readModelFile() says of a path that is no file what it is, and of a fault where", () =>
  withFolder(async (folder) => {
    assertThrows(
      () => readModelFile(folder),
      UsageError,
      `Cannot read "${folder}" as it is a folder`,
    );
    const path = `${folder}/m.onnx`;
    assertThrows(
      () => readModelFile(path),
      UsageError,
      `Cannot read "${path}" as it is not there`,
    );
    await Deno.writeFile(path, Uint8Array.of(0x08, 8, 0x3a, 9, 0));
    assertThrows(
      () => readModelFile(path),
      UsageError,
      `Cannot read "${path}" as field 7 would end at byte 13 of a file of 5 bytes (byte 2): ` +
        "the file is cut off or damaged, export or download it again",
    );
  }));

Deno.test("count says of a pipe that the shell opened that it is none to read by range", () =>
  withFolder(async (folder) => {
    await Deno.writeFile(`${folder}/m.onnx`, withShapeBeside("m.data"));
    const { code, stderr } = await runTied("bash", {
      args: ["-c", `deno task --quiet count <(cat ${folder}/m.onnx)`],
    });
    const reason = "it is a pipe or a device, which can be read once and from its beginning only";
    assertEquals([code, stderr.includes(reason)], [2, true], stderr);
  }));
