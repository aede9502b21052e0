import { assertEquals } from "@std/assert";
import { suiteCommit, suiteIsDirty } from "../../../cli/shell/suite.ts";
import { withFolder } from "../../support/run_task.ts";
import { git, makeRepository } from "../../support/small_repository.ts";

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

Deno.test("suiteCommit() is that of any branch, of a work tree, and without git", () =>
  withFolder(async (folder) => {
    const root = `${folder}/suite`;
    await Deno.mkdir(root);
    await makeRepository(root, { "a.ts": "1\n" });
    const commit = await git(root, "rev-parse", "HEAD");
    const elsewhere = `${await Deno.realPath(folder)}/elsewhere`;
    await git(root, "worktree", "add", "--quiet", "-b", "it's/#1@ü", elsewhere);
    assertEquals([await suiteCommit(root), await suiteCommit(elsewhere)], [commit, commit]);

    // As git sees a folder of another user's: it says nothing.
    await git(root, "switch", "--quiet", "--create", "fix#2@ü");
    await Deno.writeTextFile(`${root}/.git/config`, "[core]\n\trepositoryformatversion = 99\n");
    assertEquals([await suiteCommit(root), await suiteIsDirty(root)], [commit, null]);
  }));

Deno.test("suiteCommit() and suiteIsDirty() tell nothing of a checkout around the suite", () =>
  withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/suite`);
    await makeRepository(folder, { "a.ts": "1\n" });
    const suite = `${folder}/suite`;
    assertEquals([await suiteCommit(suite), await suiteIsDirty(suite)], [null, null]);
  }));

Deno.test("suiteCommit() and suiteIsDirty() of a bundle are those of its checkout", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/commit.json`, '{ "commit": "abc", "isDirty": true }');
    assertEquals([await suiteCommit(folder), await suiteIsDirty(folder)], ["abc", true]);
  }));
