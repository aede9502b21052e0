// Another version of the suite beside this one: a work tree of an older commit, whose workers run
// with the dependencies of this checkout.

import { fileURLToPath } from "node:url";
import { usualArguments } from "../bench/worker_process.ts";
import { UsageError } from "./usage_error.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** A checked-out commit. */
export interface BaseVersion {
  readonly commit: string;
  /** Arguments of the deno that runs one of its workers. */
  readonly workerArguments: (argument: string, traceFolder: string) => readonly string[];
  /** Removes the work tree; never throws. */
  readonly remove: () => Promise<void>;
}

async function git(...args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("git", {
    args: ["-C", ROOT, ...args],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  if (success) return text(stdout);
  throw new UsageError(`Cannot compare with another commit as git refused: ${text(stderr)}`);
}

/**
 * Checks a commit out into a folder.
 *
 * @throws {UsageError} If there is no such commit, or it has no benchmark that could run.
 */
export async function checkOut(name: string, folder: string): Promise<BaseVersion> {
  if (name.startsWith("-")) {
    throw new UsageError(`Cannot compare with "${name}": name a commit, a branch or a tag`);
  }
  const commit = await git("rev-parse", "--verify", "--quiet", `${name}^{commit}`).catch(() => {
    throw new UsageError(
      `Cannot compare with "${name}" as this checkout has no such commit: fetch it first`,
    );
  });
  await git("worktree", "add", "--detach", "--quiet", folder, commit);
  const remove = async () => {
    await git("worktree", "remove", "--force", folder).catch(() => undefined);
  };
  const worker = `${folder}/bench/worker.ts`;
  try {
    await Deno.stat(worker);
  } catch {
    await remove();
    throw new UsageError(`Cannot compare with "${name}" as it has no bench/worker.ts to time with`);
  }
  return {
    commit,
    workerArguments: (argument, traceFolder) =>
      usualArguments(argument, traceFolder, { script: worker, config: `${ROOT}/deno.json` }),
    remove,
  };
}
