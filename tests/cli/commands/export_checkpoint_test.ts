// `export` and `count` of a network with the weights of a checkpoint.

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { openModel } from "../../../bench/files/open_model.ts";
import { countOptionsOf } from "../../../cli/commands/count_options.ts";
import { countCommand } from "../../../cli/commands/count_command.ts";
import { countSubjects } from "../../../cli/commands/count_subjects.ts";
import { exportCommand } from "../../../cli/commands/export_command.ts";
import { type Command, parseCommandLine } from "../../../cli/shell/command.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";
import { findModel } from "../../../models/catalog.ts";
import { graphOfFile } from "../../../models/file/import/graph_of_file.ts";
import { withValues } from "../../../models/file/values/with_values.ts";
import { elementCount, type Graph } from "../../../models/graph/graph.ts";
import { seededValues, type ValueSource } from "../../../models/graph/parameter_values.ts";
import { graphCheckpoint } from "../../support/graph_checkpoint.ts";
import { callCommand } from "../../support/call_command.ts";
import { withFolder } from "../../support/run_task.ts";

const GRAPH = findModel("deit-t").build({ size: { height: 32, width: 32 }, classes: 6 });
const NETWORK = ["deit-t", "--size", "32"];

/** Writes the network's checkpoint, and hands over how a command is called with it. */
function withCheckpoint(
  use: (
    folder: string,
    parse: (command: Command, ...args: string[]) => ReturnType<typeof parseCommandLine>,
  ) => Promise<void>,
): Promise<void> {
  return withFolder(async (folder) => {
    const path = `${folder}/deit.safetensors`;
    await Deno.writeFile(path, graphCheckpoint(GRAPH, { seed: 9, prefix: "module." }));
    await use(
      folder,
      (command, ...args) => parseCommandLine(command, [...NETWORK, "--checkpoint", path, ...args]),
    );
  });
}

/** All values of some parameters. */
function valuesOf(graph: Graph, values: ValueSource, names: readonly string[]) {
  return graph.parameters.filter(({ name }) => names.includes(name)).map((parameter) => {
    const target = new Float32Array(elementCount(parameter.shape));
    values(target, parameter);
    return [parameter.name, parameter.shape, target];
  });
}

Deno.test("export --checkpoint writes the file's weights, for as many classes as it has", () =>
  withCheckpoint(async (folder, parse) => {
    const out = `${folder}/deit.onnx`;
    await exportCommand.run(parse(exportCommand, "--out", out, "--quiet"));
    using opened = openModel(out);
    const { graph, values } = withValues(
      graphOfFile(opened.model).graph,
      opened.model,
      opened.tensors,
    );
    const names = ["cls_token", "head.weight", "head.bias"];
    assertEquals(valuesOf(graph, values, names), valuesOf(GRAPH, seededValues(9), names));
  }));

Deno.test("export --checkpoint refuses another network's file with all that does not fit", () =>
  withCheckpoint(async (folder, parse) => {
    const other = {
      ...parse(exportCommand, "--out", `${folder}/x.onnx`),
      positional: ["deit-t-distilled"],
    };
    await assertRejects(
      async () => await exportCommand.run(other),
      UsageError,
      'deit.safetensors" into deit-t-distilled as 1 tensor(s) have other shapes than it needs: ' +
        "pos_embed [1, 5, 192] against [1, 6, 192]; 3 of 155 parameters are missing in it: " +
        "dist_token [1, 1, 192]; head_dist.weight [6, 192]; head_dist.bias [6]: tables of " +
        "positions are not interpolated, name the network and --size that they are of, or name " +
        "parameters by --allow-missing that may have seeded values",
    );
  }));

Deno.test("count --checkpoint says which network takes the tensors that are not needed", () =>
  withFolder(async (folder) => {
    const path = `${folder}/aligned.safetensors`;
    const aligned = findModel("dsnet-t-aligned").build({ size: { height: 64, width: 64 } });
    await Deno.writeFile(path, graphCheckpoint(aligned, { seed: 9 }));
    const { stderr } = await callCommand("count", "dsnet-t", "--size=64", "--checkpoint", path);
    assertStringIncludes(stderr, "tensor(s) of the checkpoint are not needed: blocks1.0.");
    assertStringIncludes(stderr, "dsnet-t-aligned takes every tensor of it: name that");
  }));

Deno.test("count --checkpoint counts the model, not the file", () =>
  withCheckpoint(async (_, parse) => {
    const [subject] = await countSubjects(countOptionsOf(parse(countCommand)));
    const head = subject?.graph.parameters.find(({ name }) => name === "head.weight");
    assertEquals(head?.shape, [6, 192]);
  }));
