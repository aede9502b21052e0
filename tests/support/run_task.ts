// Runs a command as its user does: `deno task …` in a process of its own.

/** What the command left behind. */
export interface TaskResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const ROOT = new URL("../../", import.meta.url);

/** Runs `deno task NAME ARGS…` in the project's folder. */
export async function runTask(name: string, ...args: string[]): Promise<TaskResult> {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["task", "--quiet", name, ...args],
    cwd: ROOT,
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Makes a folder for a test's files under reports/out, hands it to `use`, and removes it. */
export async function withFolder<Result>(use: (path: string) => Promise<Result>): Promise<Result> {
  await Deno.mkdir("reports/out", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: "reports/out", prefix: "test-" });
  try {
    return await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
