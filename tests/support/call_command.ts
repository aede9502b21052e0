// A command called inside the test's own process: what `runTask` gives, without two processes that
// start. What a task may do, and how its process ends, `runTask` alone can tell.

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
  const [stdout, stderr] = [textOf(Deno.stdout), textOf(Deno.stderr)];
  const restores = [
    replaced(Deno, { args: [name, ...args] }),
    replaced(Deno.env, { get: (variable: string) => environment[variable] }),
    stdout.restore,
    stderr.restore,
  ];
  try {
    // The entry script runs when it is loaded; another name loads it again.
    await import(`../../cli/main.ts?call=${crypto.randomUUID()}`);
    return { code: Deno.exitCode, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    Deno.exitCode = 0;
    restores.forEach((restore) => restore());
  }
}

/** Keeps what is written to a stream, which is then no terminal. */
function textOf(stream: typeof Deno.stdout): {
  readonly text: () => string;
  readonly restore: () => void;
} {
  const decoder = new TextDecoder();
  let text = "";
  const writeSync = (bytes: Uint8Array) => {
    text += decoder.decode(bytes, { stream: true });
    return bytes.length;
  };
  return {
    text: () => text + decoder.decode(),
    restore: replaced(stream, { writeSync, isTerminal: () => false }),
  };
}

/** Puts other members on an object, and gives what takes them away again. */
function replaced<Target extends object>(target: Target, members: Partial<Target>): () => void {
  const own = Object.keys(members).map((key) =>
    [key, Object.getOwnPropertyDescriptor(target, key)] as const
  );
  for (const [key, value] of Object.entries(members)) {
    Object.defineProperty(target, key, { value, configurable: true });
  }
  return () => {
    for (const [key, descriptor] of own) {
      if (descriptor === undefined) Reflect.deleteProperty(target, key);
      else Object.defineProperty(target, key, descriptor);
    }
  };
}
