// Runs a command as its user does: `deno task …` in a process of its own.

import { runTied } from "./tied_process.ts";

/** What the command left behind. */
export interface TaskResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command runs in. */
export interface TaskSurroundings {
  /** Variables besides those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A program, with its arguments, that starts the command, such as a tracer. */
  readonly under?: readonly string[];
  /** The longest that it may live. @default as {@linkcode runTied} has it */
  readonly limitMs?: number;
}

const ROOT = new URL("../../", import.meta.url);

/** Runs `deno task NAME ARGS…` in the project's folder. */
export function runTask(name: string, ...args: readonly string[]): Promise<TaskResult> {
  return runTaskIn({}, name, ...args);
}

/** As {@linkcode runTask}, with other variables or under another program. */
export async function runTaskIn(
  { environment = {}, under = [], ...limit }: TaskSurroundings,
  name: string,
  ...args: readonly string[]
): Promise<TaskResult> {
  const [program, ...programArgs] = [...under, "deno", "task", "--quiet", name, ...args];
  return await runTied(program as string, {
    args: programArgs,
    env: { ...environment },
    cwd: ROOT,
    ...limit,
  });
}

/**
 * Arguments of the deno that a task runs, for tests that start it themselves:
 * `"A=1 deno run --quiet main.ts"` -> `["run", "--quiet", "main.ts"]`.
 */
export function taskArguments(command: string): readonly string[] {
  const words = command.split(" ");
  return words.slice(words.indexOf("deno") + 1);
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
