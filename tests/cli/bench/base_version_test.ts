import { assertEquals, assertRejects } from "@std/assert";
import { checkOut } from "../../../cli/bench/base_version.ts";
import { openScratch } from "../../../cli/shell/scratch.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";
import { withFolder } from "../../support/run_task.ts";
import { git, makeRepository } from "../../support/small_repository.ts";

const ENGINE = "bench/engines/onnxruntime-node.json";

/** A repository with a worker, and a folder beside it for scratch. */
function withRepository(use: (root: string, place: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    const place = await Deno.realPath(folder);
    const root = `${place}/repository`;
    await makeRepository(root, {
      "bench/prepare/preparer.ts": "export {};\n",
      [ENGINE]: await Deno.readTextFile(ENGINE),
    });
    await use(root, place);
  });
}

async function workTrees(root: string, place: string): Promise<readonly string[]> {
  const list = await git(root, "worktree", "list", "--porcelain");
  return [...list.matchAll(/^worktree (.+)$/gm)]
    .map(([, path = ""]) => path.slice(place.length + 1)).toSorted();
}

Deno.test("checkOut() makes a work tree of a commit, and takes it away again", () =>
  withRepository(async (root, place) => {
    const scratch = await openScratch(place);
    const base = await checkOut("HEAD", scratch.path, { root });
    assertEquals(base.commit, await git(root, "rev-parse", "HEAD"));
    assertEquals((await workTrees(root, place)).length, 2);
    await base.remove();
    assertEquals(await workTrees(root, place), ["repository"]);
    await scratch[Symbol.asyncDispose]();
  }));

Deno.test("checkOut() sweeps the work trees of killed calls, and nobody else's", () =>
  withRepository(async (root, place) => {
    const living = await openScratch(place);
    await checkOut("HEAD", living.path, { root });
    const name = living.path.slice(place.length + 1);
    for (const other of ["dsnet-bench-dead", "dsnet-bench-gone", "of-others"]) {
      await git(root, "worktree", "add", "--detach", "--quiet", `${place}/${other}/base`);
    }
    await Deno.writeTextFile(`${place}/dsnet-bench-dead/owner.lock`, "");
    await Deno.remove(`${place}/dsnet-bench-gone`, { recursive: true });

    const base = await checkOut("HEAD", `${place}/next`, { root });
    assertEquals(
      await workTrees(root, place),
      [`${name}/base`, "next/base", "of-others/base", "repository"].toSorted(),
    );
    await assertRejects(() => Deno.stat(`${place}/dsnet-bench-dead`), Deno.errors.NotFound);
    await base.remove();
    await living[Symbol.asyncDispose]();
  }));

Deno.test("checkOut() says that git is not there", () =>
  assertRejects(
    () => checkOut("HEAD", "nowhere", { command: "no-such-git" }),
    UsageError,
    'as there is no "no-such-git" to check it out with: install git',
  ).then(() => undefined));

Deno.test("checkOut() tells a commit that is not there from a git that refuses", () =>
  withRepository(async (root, place) => {
    await assertRejects(
      () => checkOut("no-such-branch", place, { root }),
      UsageError,
      "this checkout has no such commit: fetch it first",
    );
    await assertRejects(
      () => checkOut("HEAD", place, { root: `${place}/missing` }),
      UsageError,
      "as git refused: fatal: cannot change to",
    );
  }));
