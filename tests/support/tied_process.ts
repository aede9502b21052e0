// Processes that tests start and that do not outlive them, however the tests end: a signal to `deno
// test` alone reaches none of them, and one that never ends is killed with all that it started.

import { guardOrphan } from "../../bench/process/orphan_guard.ts";

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

/** A benchmark of the tests takes seconds; this is for a machine on which it takes a hundred times that. */
const LIMIT_MS = 300_000;

/** What a program is started with. */
export interface TiedOptions extends Pick<Deno.CommandOptions, "args" | "env" | "cwd"> {
  /** The longest that it may live. @default 300 s */
  readonly limitMs?: number;
}

/** Runs a program to its end; its stdin is empty. Throws Error if it lives longer than it may. */
export function runTied(program: string, options: TiedOptions): Promise<TiedOutput> {
  return startTied(program, options).output();
}

/** Starts a program; its stdin is empty, its output piped. */
export function startTied(program: string, options: TiedOptions): TiedProcess {
  const { child, released } = spawnTied(program, { ...options, stderr: "piped" });
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  let ended: TiedOutput | undefined;
  // Read from the start, or the process would wait once a pipe is full.
  const output = child.output().then(async ({ code, stdout, stderr }) => {
    ended = { code, stdout: text(stdout), stderr: text(stderr) };
    const { overdue } = await released();
    if (overdue !== undefined) throw new Error(`${overdue}: ${ended.stderr}`);
    return ended;
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

/** A process as Deno has it. */
export interface SpawnedProcess {
  readonly child: Deno.ChildProcess;
  /** To be called once it has ended: calls the limit off, and says whether it was killed by it. */
  readonly released: () => Promise<{ readonly overdue?: string }>;
}

/** As {@linkcode startTied}, for tests that talk to the process while it runs. */
export function spawnTied(
  program: string,
  { limitMs = LIMIT_MS, ...options }:
    & TiedOptions
    & Pick<Deno.CommandOptions, "stdin" | "stdout" | "stderr">,
): SpawnedProcess {
  const child = new Deno.Command(program, {
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
    ...options,
    // A group of its own, which can be killed as a whole.
    detached: true,
  }).spawn();
  const endGuard = guardOrphan(child.pid, "TERM");
  let overdue: string | undefined;
  const limit = setTimeout(() => {
    const call = [program, ...options.args ?? []].join(" ");
    overdue = `Killed "${call}" as it did not end within ${limitMs} ms`;
    killGroup(child);
  }, limitMs);
  return {
    child,
    async released() {
      clearTimeout(limit);
      await endGuard();
      return overdue === undefined ? {} : { overdue };
    },
  };
}

function killGroup({ pid }: Deno.ChildProcess): void {
  try {
    Deno.kill(-pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
