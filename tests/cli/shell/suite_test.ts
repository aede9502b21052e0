import { assertEquals } from "@std/assert";
import { suiteCommit, suiteIsDirty } from "../../../cli/shell/suite.ts";
import { withFolder } from "../../support/run_task.ts";
import { makeRepository } from "../../support/small_repository.ts";

Deno.test("suiteIsDirty() tells whether files of the commit were changed", () =>
  withFolder(async (folder) => {
    await makeRepository(folder, { "a.ts": "1\n" });
    assertEquals(await suiteIsDirty(folder), false);
    await Deno.writeTextFile(`${folder}/notes.txt`, "git does not know this file\n");
    assertEquals(await suiteIsDirty(folder), false);
    await Deno.writeTextFile(`${folder}/a.ts`, "2\n");
    assertEquals(await suiteIsDirty(folder), true);
  }));

Deno.test("suiteIsDirty() is unknown where git knows nothing", async () => {
  assertEquals(await suiteIsDirty("no-such-folder"), null);
});

Deno.test("suiteCommit() and suiteIsDirty() of a bundle are those of its checkout", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/commit.json`, '{ "commit": "abc", "isDirty": true }');
    assertEquals([suiteCommit(folder), await suiteIsDirty(folder)], ["abc", true]);
  }));
