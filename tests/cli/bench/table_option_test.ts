// `bench --table`: the models of somebody's table are timed and stand beside its figures.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { runTask, withFolder } from "../../support/run_task.ts";

Deno.test("bench --table times the models of a table, in its order and with its headers", () =>
  withFolder(async (folder) => {
    const path = `${folder}/my.md`;
    await Deno.writeTextFile(
      path,
      "| Network | GMACs | img/s |\n| --- | --- | --- |\n| ResNet-18 | 1.8 | 900 |\n" +
        "| NoSuchNet | 1 | 2 |\n",
    );
    const options = "--rounds 1 --slice 0.02s --batch 1 --device cpu --ceilings off".split(" ");
    const call = ["--table", path, ...options, "--out", `${folder}/out`];
    const { code, stdout, stderr } = await runTask("bench", ...call);
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, '"NoSuchNet" is tied to no model');
    assertMatch(stdout, /\| Network +\| GMACs \| GMACs, ours \| img\/s \| +img\/s, ours \|/);
    assertMatch(stdout, /\| ResNet-18 \| +1\.8 \| +1\.81 \| +900 \| +\d/);
    assertMatch(stdout, /\| NoSuchNet \| +1 \| +\| +2 \| +\|/);
    const written = await Deno.readTextFile(`${folder}/out/beside-table.md`);
    assertStringIncludes(stdout, written.split("\n").at(-2) ?? "nothing");
  }));

Deno.test("bench --table is refused with --against", async () => {
  const call = ["bench", "resnet18", "--table", "reports/published/regnet.csv"] as const;
  const { code, stderr } = await runTask(...call, "--against", "HEAD");
  assertEquals(code, 2);
  assertStringIncludes(stderr, "Cannot take --table with --against: two versions stand beside");
});
