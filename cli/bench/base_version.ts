// Another version of the suite beside this one: a work tree of an older commit, whose workers run
// with the dependencies of this checkout.

import { basename, dirname } from "node:path";
import { descriptionSchema } from "../../bench/engine/description.ts";
import { PREPARER_PATH } from "../../bench/prepare/preparer_process.ts";
import { SUITE_FOLDER } from "../../bench/process/suite_process.ts";
import type { WorkerOptions } from "../../bench/run/worker_process.ts";
import { isThere } from "../shell/files.ts";
import { type ProgramEnd, runProgram } from "../shell/run_program.ts";
import { isAbandoned, isScratchPath } from "../shell/scratch.ts";
import { UsageError } from "../shell/usage_error.ts";

/** The engine that is compared, in a checkout. */
const ENGINE_PATH = "bench/engines/onnxruntime-node.json";
/** Name of the work tree in a scratch folder. */
const FOLDER = "base";

/** A checked-out commit. */
export interface BaseVersion {
  readonly commit: string;
  /** Its code in place of this one's: what prepares models, and the engine that runs them. */
  readonly workerOptions: Pick<WorkerOptions, "suite" | "engineOf">;
  /** Removes the work tree; never throws. */
  readonly remove: () => Promise<void>;
}

/** How git is called; tests put something else in its place. */
export interface GitOptions {
  /** @default "git" */
  readonly command?: string;
  /** The checkout. @default this one */
  readonly root?: string;
}

/** What git said; throws UsageError if it cannot be started. */
async function git(
  { command = "git", root = SUITE_FOLDER }: GitOptions,
  ...args: readonly string[]
): Promise<ProgramEnd> {
  const end = await runProgram(command, "-C", root, ...args);
  if (end !== undefined) return end;
  throw new UsageError(
    `Cannot compare with another commit as there is no "${command}" to check it out with: ` +
      `install git, or measure both versions and use "deno task compare"`,
  );
}

function refusal(stderr: string): UsageError {
  return new UsageError(`Cannot compare with another commit as git refused: ${stderr}`);
}

/** The full name of a commit; throws UsageError if there is none. */
async function commitOf(name: string, options: GitOptions): Promise<string> {
  const asked = ["rev-parse", "--verify", "--quiet", `${name}^{commit}`];
  const { code, stdout, stderr } = await git(options, ...asked);
  if (code === 0) return stdout.trim();
  // Quiet about a name that it does not know, and about nothing else.
  if (stderr !== "") throw refusal(stderr);
  throw new UsageError(
    `Cannot compare with "${name}" as this checkout has no such commit: fetch it first`,
  );
}

/**
 * Lets git forget the work trees of earlier calls that were killed, with what is left of them. Work
 * trees of anybody else, and of calls that still run, stay.
 */
async function sweepWorkTrees(options: GitOptions): Promise<void> {
  const { stdout } = await git(options, "worktree", "list", "--porcelain");
  for (const [, path = ""] of stdout.matchAll(/^worktree (.+)$/gm)) {
    if (basename(path) !== FOLDER || !isScratchPath(dirname(path))) continue;
    if (!await isAbandoned(dirname(path))) continue;
    await git(options, "worktree", "remove", "--force", path);
    await Deno.remove(dirname(path), { recursive: true }).catch(() => undefined);
  }
}

/**
 * Checks a commit out into a folder.
 *
 * @param scratch The folder in which it gets a folder of its own.
 * @throws {UsageError} If there is no git or no such commit, or it has no benchmark that could run.
 */
export async function checkOut(
  name: string,
  scratch: string,
  options: GitOptions = {},
): Promise<BaseVersion> {
  if (name.startsWith("-")) {
    throw new UsageError(`Cannot compare with "${name}": name a commit, a branch or a tag`);
  }
  const commit = await commitOf(name, options);
  await sweepWorkTrees(options);
  const folder = `${scratch}/${FOLDER}`;
  const added = await git(options, "worktree", "add", "--detach", "--quiet", folder, commit);
  if (added.code !== 0) throw refusal(added.stderr);
  const remove = async () => {
    await git(options, "worktree", "remove", "--force", folder).catch(() => undefined);
  };
  for (const needed of [PREPARER_PATH, ENGINE_PATH]) {
    if (await isThere(`${folder}/${needed}`)) continue;
    await remove();
    throw new UsageError(`Cannot compare with "${name}" as it has no ${needed} to time with`);
  }
  const path = `${folder}/${ENGINE_PATH}`;
  const description = descriptionSchema.parse(JSON.parse(await Deno.readTextFile(path)));
  return {
    commit,
    workerOptions: { suite: folder, engineOf: () => ({ description, folder: dirname(path) }) },
    remove,
  };
}
