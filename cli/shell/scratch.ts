// A scratch folder that does not outlive its process by more than the next start: whoever owns one
// holds a lock in it, which the system lets go of however the process ends.

import { basename, dirname, join } from "node:path";
import { isThere } from "./files.ts";
import { UsageError } from "./usage_error.ts";

/** What the names of all scratch folders begin with, and nothing else's. */
const PREFIX = "dsnet-bench-";
/** The file that the owner keeps locked. */
const OWNER = "owner.lock";

/** A folder for what a run needs while it runs; to dispose of it removes it, and never throws. */
export interface Scratch extends AsyncDisposable {
  readonly path: string;
}

/**
 * Makes a scratch folder and removes those beside it whose owners have died.
 *
 * @param parent Where it lies; else in the system's temporary folder, which is local, whatever file
 * system the reports go to.
 * @throws {UsageError} If the system refuses.
 */
export async function openScratch(parent?: string): Promise<Scratch> {
  const dir = parent === undefined ? {} : { dir: parent };
  try {
    const path = await Deno.makeTempDir({ ...dir, prefix: PREFIX });
    const owner = await Deno.open(join(path, OWNER), { write: true, createNew: true });
    holdLock(owner);
    await sweepScratch(dirname(path));
    return {
      path,
      async [Symbol.asyncDispose]() {
        owner.close();
        await Deno.remove(path, { recursive: true }).catch(() => undefined);
      },
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new UsageError(
      `Cannot make a folder among the system's temporary ones as the system refused: ` +
        `${error.message.split("\n")[0]}, set TMPDIR to a folder that is there and has room`,
      { cause: error },
    );
  }
}

/** Removes the scratch folders in a folder whose owners have died; what cannot be removed stays. */
async function sweepScratch(parent: string): Promise<void> {
  try {
    for await (const { name, isDirectory } of Deno.readDir(parent)) {
      const path = join(parent, name);
      if (!isDirectory || !isScratchPath(path) || !await isAbandoned(path)) continue;
      await Deno.remove(path, { recursive: true }).catch(() => undefined);
    }
  } catch {
    // A folder that cannot be listed cannot be swept either.
  }
}

/** Whether a path is named as our scratch folders are, and nothing else. */
export function isScratchPath(path: string): boolean {
  return basename(path).startsWith(PREFIX);
}

/**
 * Whether a scratch folder has no living owner, or is gone already. Where the system tells nothing,
 * as on file systems without locks, it has one.
 */
export async function isAbandoned(path: string): Promise<boolean> {
  try {
    using owner = await Deno.open(join(path, OWNER), { read: true, write: true });
    return owner.tryLockSync(true);
  } catch (error) {
    return error instanceof Deno.errors.NotFound && !await isThere(path);
  }
}

/** Holds the lock until the file is closed or the process ends; without locks nothing is swept. */
function holdLock(owner: Deno.FsFile): void {
  try {
    owner.lockSync(true);
  } catch {
    // Then nobody else gets it either.
  }
}
