import { assertEquals } from "@std/assert";
import { callCommand, callCommandIn } from "./call_command.ts";
import { runTask } from "./run_task.ts";

Deno.test("callCommand() gives what the task writes, to either stream, and how it ends", async () => {
  for (const call of [["list", "resnet-1?"], ["count", "dsnet-t*", "--format=json"], ["cuont"]]) {
    const [name = "", ...args] = call;
    const isTask = name !== "cuont";
    const called = await callCommand(name, ...args);
    if (isTask) assertEquals(called, await runTask(name, ...args));
    else assertEquals([called.code, called.stdout], [2, ""]);
  }
});

Deno.test("callCommandIn() shows a command the variables that are set, and puts all back", async () => {
  const before = [Deno.args, Deno.env.get, Deno.exitCode];
  const shard = { SLURM_ARRAY_TASK_ID: "4", SLURM_ARRAY_TASK_COUNT: "2" };
  const { code, stderr } = await callCommandIn(shard, "bench", "resnet18", "--shard", "auto");
  assertEquals([code, stderr.includes("SLURM_ARRAY_TASK_")], [2, true], stderr);
  assertEquals([Deno.args, Deno.env.get, Deno.exitCode], before);
  assertEquals(Object.hasOwn(Deno.stdout, "writeSync"), false);
});
