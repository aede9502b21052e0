// Processes that tests start and that do not outlive them, however the tests end: a signal to `deno
// test` alone reaches none of them.

import { guardOrphan } from "../../bench/orphan_guard.ts";

/** How a process ended, and what it wrote. */
export interface TiedOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process with a test's life. */
export interface TiedProcess {
  readonly kill: (signal: Deno.Signal) => void;
  /** Waits until something holds, however long that takes; throws Error if the process ends before. */
  readonly until: (holds: () => Promise<boolean>) => Promise<void>;
  /** Waits for its end. */
  readonly output: () => Promise<TiedOutput>;
}

const LOOK_EVERY_MS = 50;

/** Starts a program; its stdin is empty, its output piped. */
export function startTied(
  program: string,
  options: Pick<Deno.CommandOptions, "args" | "env" | "cwd">,
): TiedProcess {
  const child = new Deno.Command(program, {
    ...options,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const endGuard = guardOrphan(child.pid, "TERM");
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  let ended: TiedOutput | undefined;
  // Read from the start, or the process would wait once a pipe is full.
  const output = child.output().then(async ({ code, stdout, stderr }) => {
    await endGuard();
    return ended = { code, stdout: text(stdout), stderr: text(stderr) };
  });
  return {
    kill: (signal) => child.kill(signal),
    async until(holds) {
      while (!await holds()) {
        if (ended !== undefined) throw new Error(`ended before: ${ended.code} ${ended.stderr}`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
    },
    output: () => output,
  };
}
