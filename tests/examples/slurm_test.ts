// examples/slurm_array.sh on a real Slurm of this one machine.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { runTask, withFolder } from "../support/run_task.ts";
import { obstacleTo } from "./obstacle.ts";
import { assertFirstIsMissed, joined, partPaths, rowsOf } from "./parts.ts";

const MODELS = ["resnet18", "deit-t", "dsnet-t-aligned", "resnet34"];
const OPTIONS = [
  ...["--size", "64", "--batch", "1", "--ceilings", "off", "--time", "20s"],
  ...["--rounds", "6", "--slice", "0.2s", "--precision-target", "0"],
];

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
      const { code, stderr } = await new Deno.Command("bash", {
        args: ["tests/examples/slurm.sh", folder, ...MODELS, ...OPTIONS],
        stdin: "null",
      }).output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
      const log = await Deno.readTextFile(`${folder}/slurm-1.log`);
      assertStringIncludes(log, "DUE TO JOB REQUEUE");

      const parts = partPaths(folder, 3);
      const merged = await joined(parts);
      const whole = [...OPTIONS, "--out", `${folder}/whole`, "--format", "json"];
      const unsharded = await runTask("bench", ...MODELS, ...whole);
      assertEquals(rowsOf(merged), rowsOf(unsharded.stdout));
      await assertFirstIsMissed(parts);
    }),
});
