// `bench` with the weights of a checkpoint.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { benchCommand } from "../../../cli/bench/bench_command.ts";
import { sizedModelsOf } from "../../../cli/bench/sized_models.ts";
import { parseCommandLine } from "../../../cli/shell/command.ts";
import { fileSha256 } from "../../../cli/shell/files.ts";
import { findModel } from "../../../models/catalog.ts";
import { graphCheckpoint } from "../../support/graph_checkpoint.ts";
import { runTask, withFolder } from "../../support/run_task.ts";

const GRAPH = findModel("deit-t").build({ size: { height: 32, width: 32 }, classes: 6 });

function withCheckpoint(use: (path: string, folder: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    const path = `${folder}/deit.safetensors`;
    await Deno.writeFile(path, graphCheckpoint(GRAPH, { seed: 9, prefix: "module." }));
    await use(path, folder);
  });
}

Deno.test("sizedModelsOf() gives the models that a pattern fits the weights of its checkpoint", () =>
  withCheckpoint((path) => {
    const args = ["deit-t", "resnet18", "--size=32", "--checkpoint", `deit*=${path}`, "--quiet"];
    const [together] = sizedModelsOf(parseCommandLine(benchCommand, args), "resnet18");
    const [deit, resnet] = together?.models ?? [];
    assertEquals(resnet?.weights, undefined);
    assertEquals(deit?.weights?.recorded, {
      model: "deit-t",
      file: "deit.safetensors",
      sha256: fileSha256(path),
      key: "",
      names: null,
      classes: 6,
      parameters: 152,
      seeded: [],
      denormals: 0,
    });
    assertEquals(deit?.build().outputs[0]?.shape, ["N", 6]);
    return Promise.resolve();
  }));

Deno.test("bench --checkpoint times the network with the file's weights, and says so", () =>
  withCheckpoint(async (path, folder) => {
    const { code, stdout, stderr } = await runTask(
      "bench",
      "deit-t",
      "--size=32",
      "--checkpoint",
      path,
      "--batch=1",
      "--rounds=1",
      "--time=1s",
      "--slice=0.01s",
      "--ceilings=off",
      "--device=cpu",
      "--out",
      folder,
    );
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, "deit-t from ");
    assertStringIncludes(
      stderr,
      '152 parameters have values of the checkpoint; "module." was taken away',
    );
    assertStringIncludes(stderr, "built for 6 classes, as the checkpoint is");
    assertStringIncludes(stdout, "weights of deit.safetensors");
    const records = (await Deno.readTextFile(`${folder}/records.jsonl`)).trim().split("\n")
      .map((line) => JSON.parse(line));
    assertEquals(records[0].settings.weights[0].sha256, fileSha256(path));
    const timing = records.find(({ kind }) => kind === "timing");
    assertEquals(timing.referenceDifference < 1e-4, true);
  }));
