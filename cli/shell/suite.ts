// Which version of the suite this is.

import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };

/** Version of the suite, as in deno.json. */
export const SUITE_VERSION: string = config.version;

const ROOT = new URL("../..", import.meta.url);

/** Commit of the suite's checkout, null where there is none; needs --allow-read of .git. */
export function suiteCommit(): string | null {
  const read = (path: string) => Deno.readTextFileSync(new URL(`.git/${path}`, ROOT)).trim();
  try {
    const head = read("HEAD");
    const ref = /^ref: (refs\/[\w./-]+)$/.exec(head)?.[1];
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
export async function suiteIsDirty(root = fileURLToPath(ROOT)): Promise<boolean | null> {
  const options = ["--no-optional-locks", "-C", root];
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args: [...options, "status", "--porcelain", "--untracked-files=no", "--", "."],
      stderr: "null",
    }).output();
    return success ? stdout.length > 0 : null;
  } catch {
    return null;
  }
}
