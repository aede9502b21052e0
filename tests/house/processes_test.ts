// Tests that start processes: none of them may hang, and none outlives the tests.

import { assertEquals, assertRejects } from "@std/assert";
import { importsOf } from "../support/imports_of.ts";
import { CODE_FOLDERS, sourceFiles, sourceText } from "../support/source_files.ts";
import { runTied } from "../support/tied_process.ts";

/** Programs that a person runs by hand start processes of their own. */
const BY_HAND = [
  "tests/mutations/",
  "tests/models/file/measure_bounds.ts",
  "tests/reports/records/merge_scale.ts",
];

Deno.test("tests start every process with a limit, by tied_process.ts", async () => {
  const starting: string[] = [];
  for await (const path of sourceFiles("tests")) {
    if (BY_HAND.some((place) => path.startsWith(place))) continue;
    if ((await sourceText(path)).includes("new Deno.Command" + "(")) starting.push(path);
  }
  assertEquals(starting, ["tests/support/tied_process.ts"]);
});

Deno.test("nothing loads the runtime in a worker thread, where its binding ends the process", async () => {
  // github.com/BYK/loreai/pull/1444; processes of their own cost 0.1 s and one row at most.
  const threads: string[] = [];
  for (const folder of CODE_FOLDERS) {
    for await (const path of sourceFiles(folder)) {
      if (/\bnew Worker\(|worker_threads/.test(await sourceText(path))) threads.push(path);
    }
  }
  assertEquals(threads, ["evaluate/pipeline/prepared_batches.ts"]);
  const reached = await reachedFrom("evaluate/pipeline/picture_worker.ts");
  assertEquals(reached.filter((path) => !/^(evaluate|models\/wasm)\//.test(path)), []);
});

/** A file and all that it imports. */
async function reachedFrom(path: string, seen = new Set<string>()): Promise<readonly string[]> {
  seen.add(path);
  for (const next of await importsOf(path)) if (!seen.has(next)) await reachedFrom(next, seen);
  return [...seen];
}

Deno.test({
  name: "runTied() kills what lives too long, with all that it started",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    // The inner shell holds the pipe open: without its end, there would be no end here.
    const script = "sh -c 'sleep 600'; echo never";
    await assertRejects(
      () => runTied("sh", { args: ["-c", script], limitMs: 500 }),
      Error,
      "as it did not end within 500 ms",
    );
    const { code, stdout } = await runTied("sh", { args: ["-c", "echo done; exit 3"] });
    assertEquals([code, stdout], [3, "done\n"]);
  },
});
