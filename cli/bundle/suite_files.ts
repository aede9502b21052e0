// The suite's own files in a bundle: what git knows, without tests and what packages leave out too.

import config from "../../deno.json" with { type: "json" };
import { runProgram } from "../shell/run_program.ts";
import { BUNDLED_COMMIT_FILE, suiteCommit, suiteIsDirty } from "../shell/suite.ts";
import { UsageError } from "../shell/usage_error.ts";
import type { BundleEntry } from "./bundle_entry.ts";

/** These are written anew: packages lie ready, and nobody asks a registry for them. */
const REWRITTEN: readonly string[] = ["deno.json", "deno.lock"];

/** Whether a path of the checkout goes into a bundle. */
export function isBundled(path: string): boolean {
  const isLeftOut = config.publish.exclude.some((folder) => path.startsWith(`${folder}/`));
  return !isLeftOut && !path.startsWith(".") && !REWRITTEN.includes(path);
}

/**
 * All files of the suite.
 *
 * @param root The checkout.
 * @throws {UsageError} If it is none, as only git tells its files from yours.
 */
export async function suiteEntries(root: string): Promise<readonly BundleEntry[]> {
  const paths = (await trackedFiles(root)).filter(isBundled);
  const commit = { commit: await suiteCommit(), isDirty: await suiteIsDirty() };
  // The packages are as the lock file had them installed.
  const { lock: _, ...rest } = config;
  const bundled = { ...rest, nodeModulesDir: "manual" };
  const written: readonly (readonly [string, unknown])[] = [
    ["deno.json", bundled],
    [BUNDLED_COMMIT_FILE, commit],
  ];
  return [
    ...paths.map((path): BundleEntry => ({
      path: `suite/${path}`,
      part: "suite",
      from: { file: `${root}/${path}` },
    })),
    ...written.map(([name, content]): BundleEntry => ({
      path: `suite/${name}`,
      part: "suite",
      from: { text: `${JSON.stringify(content, null, 2)}\n` },
    })),
  ];
}

async function trackedFiles(root: string): Promise<readonly string[]> {
  const git = await runProgram("git", "--no-optional-locks", "-C", root, "ls-files", "-z");
  if (git?.code === 0) return git.stdout.split("\0").filter((path) => path !== "");
  throw new UsageError(
    `Cannot bundle as git does not tell which files of "${root}" are the suite's: ` +
      `${git?.stderr ?? "there is no git"}, call it in a checkout`,
  );
}

/** Packages that files import or resolve by name: `import … from "vega/build"` -> vega. */
export function importedPackages(texts: readonly string[]): readonly string[] {
  const names = texts.flatMap((text) =>
    [...text.matchAll(
      /(?:from|import\(?|import\.meta\.resolve\()\s*"(@[\w.-]+\/[\w.-]+|[\w.-]+)(?:\/[^"]*)?"/g,
    )]
      .map(([, name = ""]) => name).filter((name) => !name.startsWith("."))
  );
  return [...new Set(names)].toSorted();
}
