// A command called inside the test's own process: what `runTask` gives, without two processes that
// start. What a task may do, and how its process ends, `runTask` alone can tell.

import { caughtText } from "./caught_text.ts";
import type { TaskResult } from "./run_task.ts";

/** Runs `deno task NAME ARGS…` in this process; no variable is set. */
export function callCommand(name: string, ...args: readonly string[]): Promise<TaskResult> {
  return callCommandIn({}, name, ...args);
}

/** As {@linkcode callCommand}, with these variables set and no others. */
export async function callCommandIn(
  environment: Readonly<Record<string, string>>,
  name: string,
  ...args: readonly string[]
): Promise<TaskResult> {
  const restores = [
    replaced(Deno, "args", [name, ...args]),
    replaced(Deno.env, "get", (variable) => environment[variable]),
  ];
  const [stdout, stderr] = [caughtText(Deno.stdout), caughtText(Deno.stderr)];
  try {
    // The entry script runs when it is loaded; another name loads it again.
    await import(`../../cli/main.ts?call=${crypto.randomUUID()}`);
    return { code: Deno.exitCode, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    Deno.exitCode = 0;
    stdout.release();
    stderr.release();
    restores.forEach((restore) => restore());
  }
}

/** Puts another member on an object, and gives what puts back the one that was there. */
function replaced<Target extends object, Key extends keyof Target>(
  target: Target,
  key: Key,
  value: Target[Key],
): () => void {
  const before = Object.getOwnPropertyDescriptor(target, key);
  Object.defineProperty(target, key, { value, configurable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(target, key);
    else Object.defineProperty(target, key, before);
  };
}
