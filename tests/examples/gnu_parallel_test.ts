// examples/gnu_parallel.sh with this machine named twice: two parts, one after the other.

import { assertEquals } from "@std/assert";
import { withFolder } from "../support/run_task.ts";
import { runTied } from "../support/tied_process.ts";
import { obstacleTo } from "./obstacle.ts";
import { assertFirstIsMissed, joined, partPaths, rowsOf } from "./parts.ts";

const OPTIONS = [
  ..."resnet18 deit-t --size 32 --batch 1 --device cpu --ceilings off --graph plain --threads 1"
    .split(" "),
  ..."--time 5s --rounds 2 --slice 0.01s --quiet".split(" "),
];

const reason = await obstacleTo("parallel --version", "apt-get install parallel");

Deno.test({
  name: `GNU parallel measures every part and leaves out what is done${
    reason && ` (skipped: ${reason})`
  }`,
  ignore: reason !== "",
  fn: () =>
    withFolder(async (folder) => {
      const measure = () =>
        runTied("bash", {
          args: ["examples/gnu_parallel.sh", ":,:", ...OPTIONS],
          env: { DENO: "deno", RESULTS: folder },
        });
      const first = await measure();
      assertEquals(first.code, 0, first.stderr);

      const parts = partPaths(folder, 2);
      const read = () => Promise.all(parts.map((path) => Deno.readTextFile(path)));
      const records = await read();
      const again = await measure();
      assertEquals(again.code, 0);
      assertEquals(await read(), records);

      const rows = rowsOf(await joined(parts)) as readonly (readonly unknown[])[];
      assertEquals(rows.map(([model]) => model), ["resnet18", "deit-t"]);
      await assertFirstIsMissed(parts);
    }),
});
