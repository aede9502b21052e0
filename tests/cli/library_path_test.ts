// Clusters and CUDA machines set LD_LIBRARY_PATH or LD_PRELOAD, and Deno starts no process under
// such a variable unless it may start any.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { obstacleTo } from "../examples/obstacle.ts";
import { runTaskIn, withFolder } from "../support/run_task.ts";
import { ONE_ROUND, TINY_BENCH } from "../support/tiny_bench.ts";

const UNDER = {
  environment: {
    LD_LIBRARY_PATH: "/opt/cuda/lib64",
    LD_BIND_NOW: "1",
    DYLD_LIBRARY_PATH: "/opt/cuda/lib",
  },
} as const;
const TINY = [...TINY_BENCH, ...ONE_ROUND];
const NO_LOADER_LOG = await obstacleTo(
  "LD_DEBUG=help env | grep -q libs",
  "a loader that says where it looks",
);
const NO_GIT = await obstacleTo("git rev-parse HEAD", "a checkout with git");

async function timingCount(path: string): Promise<number> {
  return (await Deno.readTextFile(path)).split('"kind":"timing"').length - 1;
}

Deno.test("count works where LD_LIBRARY_PATH is set", async () => {
  const { code, stdout } = await runTaskIn(UNDER, "count", "resnet18", "--format", "csv");
  assertEquals(code, 0);
  assertStringIncludes(stdout, "11689512");
});

Deno.test("bench measures a part where LD_LIBRARY_PATH is set", async () => {
  await withFolder(async (folder) => {
    const part = await runTaskIn(UNDER, "bench", ...TINY, "--shard", "1/1", "--out", folder);
    assertEquals(part.code, 0, part.stderr);
    assertEquals(await timingCount(`${folder}/shard-1-of-1/records.jsonl`), 1);
  });
});

Deno.test({
  name: "bench --against starts git and the workers of both versions where LD_LIBRARY_PATH is set",
  ignore: NO_GIT !== "",
  fn: () =>
    withFolder(async (folder) => {
      const args = [...TINY, "--against", "HEAD", "--out", folder];
      const { stderr } = await runTaskIn(UNDER, "bench", ...args);
      for (const side of ["base", "new"]) {
        assertEquals(await timingCount(`${folder}/against-${side}.jsonl`), 1, stderr);
      }
    }),
});

Deno.test({
  name: "bench has its workers look for libraries, such as CUDA's, on LD_LIBRARY_PATH",
  ignore: NO_LOADER_LOG !== "",
  fn: () =>
    withFolder(async (folder) => {
      const libraries = `${Deno.cwd()}/${folder}/libraries`;
      const log = `${Deno.cwd()}/${folder}/log`;
      await Promise.all([libraries, log].map((path) => Deno.mkdir(path)));
      const environment = {
        LD_LIBRARY_PATH: libraries,
        LD_DEBUG: "libs",
        LD_DEBUG_OUTPUT: `${log}/of`,
      };
      const { code, stderr } = await runTaskIn({ environment }, "bench", ...TINY, "--out", folder);
      assertEquals(code, 0, stderr);
      assertEquals(await timingCount(`${folder}/records.jsonl`), 1);

      let searches = 0;
      for await (const { name } of Deno.readDir(log)) {
        const lines = (await Deno.readTextFile(`${log}/${name}`)).split("\n");
        const start = lines.findIndex((line) => line.includes("find library=libonnxruntime.so"));
        if (start >= 0 && lines[start + 1]?.includes(`${libraries}\t`)) searches++;
      }
      // The probe, who prepares the model, and the engine.
      assertEquals(searches, 3);
    }),
});

Deno.test("the tasks that start processes may start them under any variable", () => {
  for (const task of ["bench", "test"] as const) {
    assert(/ --allow-run /.test(config.tasks[task].command), task);
  }
});
