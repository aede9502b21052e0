// A git repository of one commit, for tests about versions.

import { runTied } from "./tied_process.ts";

/** Runs git in a folder; throws Error if it refuses. */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runTied("git", {
    args: ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.org", ...args],
  });
  if (code !== 0) throw new Error(stderr);
  return stdout.trim();
}

/** Makes one in a folder, with these files. */
export async function makeRepository(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(`${folder}/${path}/..`, { recursive: true });
    await Deno.writeTextFile(`${folder}/${path}`, text);
  }
  await git(folder, "init", "--quiet");
  await git(folder, "add", "--all");
  await git(folder, "commit", "--quiet", "--message", "first");
}
