// `bench` on less than the whole machine.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { RunRecord } from "../../bench/record/record.ts";
import { parseRecords } from "../../bench/record/record_reader.ts";
import { obstacleTo } from "../examples/obstacle.ts";
import { runTaskIn, withFolder } from "../support/run_task.ts";
import { ONE_ROUND, TINY_BENCH } from "../support/tiny_bench.ts";

const TINY = [...TINY_BENCH, ...ONE_ROUND];
const NO_TASKSET = await obstacleTo("taskset -c 0 true", "taskset and processor 0");

async function runRecord(folder: string): Promise<RunRecord> {
  const { records } = parseRecords(await Deno.readTextFile(`${folder}/records.jsonl`));
  return records.find((record) => record.kind === "run") as RunRecord;
}

Deno.test({
  name:
    "bench on one processor takes one thread, whatever the runtime's variable says, and records both",
  ignore: NO_TASKSET !== "",
  fn: () =>
    withFolder(async (folder) => {
      const environment = { ORT_INTRA_OP_NUM_THREADS: "7" };
      const under = ["taskset", "-c", "0"];
      const args = [...TINY, "--out", folder];
      const { code, stderr } = await runTaskIn({ environment, under }, "bench", ...args);
      assertEquals(code, 0, stderr);
      assert(!/affinity/i.test(stderr), stderr);
      const { settings, environment: { coreCount, affinity, variables } } = await runRecord(folder);
      assertEquals([settings.threads, coreCount, affinity], [1, 1, "0"]);
      assertEquals(variables["ORT_INTRA_OP_NUM_THREADS"], "7");
    }),
});

Deno.test({
  name: "bench warns of more threads than it has cores",
  ignore: NO_TASKSET !== "",
  fn: () =>
    withFolder(async (folder) => {
      const under = ["taskset", "-c", "0"];
      // DS-Net takes multiples of 32, so that nothing is timed.
      const args = "dsnet-t --size 80 --device cpu --threads 2 --out".split(" ");
      const { code, stderr } = await runTaskIn({ under }, "bench", ...args, folder);
      assertEquals(code, 3, stderr);
      assertStringIncludes(stderr, "warning: 2 threads share 1 core: ");
    }),
});
