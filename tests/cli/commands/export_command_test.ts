import { assertEquals, assertRejects } from "@std/assert";
import { countGraph } from "../../../bench/count/count.ts";
import { openModel } from "../../../bench/files/open_model.ts";
import { exportCommand } from "../../../cli/commands/export_command.ts";
import { parseCommandLine } from "../../../cli/shell/command.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";
import { graphOfFile } from "../../../models/file/import/graph_of_file.ts";
import { withValues } from "../../../models/file/values/with_values.ts";
import { node, onnxFile, tensor, value } from "../../support/onnx_file.ts";
import { withFolder } from "../../support/run_task.ts";

function exported(...args: readonly string[]) {
  return exportCommand.run(parseCommandLine(exportCommand, [...args, "--quiet"]));
}

/** Multiply-adds of a file, and the values of one of its tensors. */
function readBack(path: string, name: string) {
  using opened = openModel(path);
  const { graph } = graphOfFile(opened.model);
  const { values } = withValues(graph, opened.model, opened.tensors);
  const parameter = graph.parameters.find((candidate) => candidate.name === name);
  const target = new Float32Array(parameter?.shape.reduce((product, size) => product * size) ?? 0);
  if (parameter !== undefined) values(target, parameter);
  return { macs: countGraph(graph).macs, values: target };
}

Deno.test("export --graph fast rewrites a network, and its file, with the same values", () =>
  withFolder(async (folder) => {
    const [plain, fast, again] = ["plain", "fast", "again"].map((name) => `${folder}/${name}.onnx`);
    const network = ["dsnet-t", "--size", "64", "--seed", "5"];
    await exported(...network, "--out", plain ?? "");
    await exported(...network, "--graph", "fast", "--out", fast ?? "");
    await exported(plain ?? "", "--graph", "fast", "--out", again ?? "");
    const name = "blocks1.0.mlp.fc2.weight";
    const [ofPlain, ofFast, ofAgain] = [plain, fast, again].map((path) =>
      readBack(path ?? "", name)
    );
    assertEquals(ofFast?.macs, ofAgain?.macs);
    assertEquals((ofFast?.macs ?? 0) < (ofPlain?.macs ?? 0), true);
    assertEquals(ofAgain?.values, ofPlain?.values);
    assertEquals(new Set(ofPlain?.values).size > 1, true);
    await assertRejects(
      () => Promise.resolve().then(() => exported(plain ?? "", "--out", `${folder}/x.onnx`)),
      UsageError,
      "as it is a file already: use --graph fast",
    );
  }));

Deno.test("export --graph fast says which values a file lacks", () =>
  withFolder(async (folder) => {
    const path = `${folder}/x.onnx`;
    const type = "int64";
    await Deno.writeFile(
      path,
      onnxFile({
        nodes: [node("Add", ["x", "w"], ["y"])],
        inputs: [value("x", [1, 9], type)],
        outputs: [value("y", [1, 9], type)],
        initializers: [tensor("w", [9], { dataType: 7 })],
      }),
    );
    await assertRejects(
      () => Promise.resolve().then(() => exported(path, "--graph", "fast", "--out", `${folder}/y`)),
      UsageError,
      'the values of tensor "w" cannot be read as the file has no data for it',
    );
  }));
