// Which version of the suite this is.

import { programText } from "../../bench/process/program_text.ts";
import { SUITE_FOLDER } from "../../bench/process/suite_process.ts";
import { isThere } from "./files.ts";
import config from "../../deno.json" with { type: "json" };

/** Version of the suite, as in deno.json. */
export const SUITE_VERSION: string = config.version;

/** What a bundle knows of the checkout that it was made of. */
export const BUNDLED_COMMIT_FILE = "commit.json";

interface BundledCommit {
  readonly commit: string | null;
  readonly isDirty: boolean | null;
}

function bundledCommit(root: string): BundledCommit | undefined {
  try {
    return JSON.parse(Deno.readTextFileSync(`${root}/${BUNDLED_COMMIT_FILE}`));
  } catch {
    return undefined;
  }
}

/** Commit of the suite's checkout; null where there is none, or nothing to tell. */
export async function suiteCommit(root = SUITE_FOLDER): Promise<string | null> {
  const bundled = bundledCommit(root);
  if (bundled !== undefined) return bundled.commit;
  if (!await isThere(`${root}/.git`)) return null;
  const text = await programText("git", "-C", root, "rev-parse", "HEAD");
  return text?.trim() ?? writtenCommit(root);
}

/** As git's files have it, where there is no git or it takes the folder for somebody else's. */
function writtenCommit(root: string): string | null {
  const read = (path: string) => Deno.readTextFileSync(`${root}/.git/${path}`).trim();
  try {
    const head = read("HEAD");
    const [, ref] = /^ref: (.+)$/.exec(head) ?? [];
    if (ref === undefined) return head;
    try {
      return read(ref);
    } catch {
      const packed = read("packed-refs").split("\n").find((line) => line.endsWith(` ${ref}`));
      return packed?.split(" ")[0] ?? null;
    }
  } catch {
    return null;
  }
}

/**
 * Whether files of the checkout's commit have been changed; null where there is no git to tell. A file
 * that git does not know changes nothing until one that it knows imports it.
 */
export async function suiteIsDirty(root = SUITE_FOLDER): Promise<boolean | null> {
  const bundled = bundledCommit(root);
  if (bundled !== undefined) return bundled.isDirty;
  // A folder within somebody else's checkout is no commit of ours.
  if (!await isThere(`${root}/.git`)) return null;
  const status = ["status", "--porcelain", "--untracked-files=no", "--", "."];
  const text = await programText("git", "--no-optional-locks", "-C", root, ...status);
  return text === null ? null : text !== "";
}
