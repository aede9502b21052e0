// Processes that tests start and that do not outlive them, however the tests end: a signal to `deno
// test` alone reaches none of them.

import { guardOrphan } from "../../bench/orphan_guard.ts";

/** A process with a test's life. */
export interface TiedProcess {
  readonly kill: (signal: Deno.Signal) => void;
  /** Waits for its end; what it wrote is there if it was piped. */
  readonly output: () => Promise<{
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
  }>;
}

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
  return {
    kill: (signal) => child.kill(signal),
    async output() {
      const { code, stdout, stderr } = await child.output();
      await endGuard();
      return { code, stdout: text(stdout), stderr: text(stderr) };
    },
  };
}
