// examples/slurm_array.sh on a real Slurm of this one machine.

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { shardOf } from "../../cli/bench/shard_option.ts";
import { UsageError } from "../../cli/shell/usage_error.ts";
import { node, onnxFile, value } from "../support/onnx_file.ts";
import { runTask, withFolder } from "../support/run_task.ts";
import { runTied } from "../support/tied_process.ts";
import { obstacleTo } from "./obstacle.ts";
import { assertFirstIsMissed, joined, partPaths, rowsOf } from "./parts.ts";

const MODELS = ["a", "b", "c", "d"].map((name) => `${name}.onnx`);
/** A network that takes no time to load: what is tested is who measures what, and when. */
const NEGATION = onnxFile({
  nodes: [node("Neg", ["image"], ["negated"])],
  inputs: [value("image", ["N", 3, 64, 64])],
  outputs: [value("negated", ["N", 3, 64, 64])],
});
const OPTIONS = [
  ..."--batch 1 --device cpu --ceilings off --graph plain --threads 1".split(" "),
  ..."--time 20s --rounds 6 --slice 0.2s --precision-target 0".split(" "),
];

/** The parts of `--shard auto` in these tasks of an array, by what Slurm told them. */
function shardsOf(folder: string, array: string, ids: readonly number[]) {
  return Promise.all(ids.map(async (id) => {
    const text = await Deno.readTextFile(`${folder}/array-${array}-${id}.env`);
    const lines = text.trim().split("\n").map((line) => line.split("=") as [string, string]);
    const environment = new Map(lines);
    const { index, count } = shardOf("auto", (name) => environment.get(name));
    return `${index}/${count}`;
  }));
}

const reason = await obstacleTo(
  "command -v slurmctld slurmd munged && [ $UID = 0 ]",
  "root, and apt-get install slurm-wlm munge",
);

Deno.test({
  name: `a Slurm array with a requeued task measures what one run measures${
    reason && ` (skipped: ${reason})`
  }`,
  ignore: reason !== "",
  fn: () =>
    withFolder(async (folder) => {
      const models = MODELS.map((name) => `${folder}/${name}`);
      for (const path of models) await Deno.writeFile(path, NEGATION);
      const whole = [...OPTIONS, "--out", `${folder}/whole`, "--format", "json"];
      const [{ code, stderr }, unsharded] = await Promise.all([
        runTied("bash", { args: ["tests/examples/slurm.sh", folder, ...models, ...OPTIONS] }),
        runTask("bench", ...models, ...whole),
      ]);
      assertEquals(code, 0, stderr);
      const log = await Deno.readTextFile(`${folder}/slurm-1.log`);
      assertStringIncludes(log, "DUE TO JOB REQUEUE");

      assertEquals(await shardsOf(folder, "0-6:2", [0, 2, 4, 6]), ["1/4", "2/4", "3/4", "4/4"]);
      const refusal = await assertRejects(() => shardsOf(folder, "1,3,7", [1]), UsageError);
      assertStringIncludes(refusal.message, 'submit it with "sbatch --array=1-3"');

      const parts = partPaths(folder, 3);
      const merged = await joined(parts);
      assertEquals(rowsOf(merged), rowsOf(unsharded.stdout));
      await assertFirstIsMissed(parts);
    }),
});
