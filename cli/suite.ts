// Which version of the suite this is.

import config from "../deno.json" with { type: "json" };

/** Version of the suite, as in deno.json. */
export const SUITE_VERSION: string = config.version;

/** Commit of the suite's checkout, null where there is none; needs --allow-read of .git. */
export function suiteCommit(): string | null {
  const read = (path: string) =>
    Deno.readTextFileSync(new URL(`../.git/${path}`, import.meta.url)).trim();
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
