// Runs a program within a time limit, all that it says in a log.

import { guardOrphan } from "../../bench/process/orphan_guard.ts";
import { errorText } from "../../bench/job/error_text.ts";

/** A program and what it may take. */
export interface StepRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly limitMs: number;
  /** Ends it before its time. */
  readonly signal?: AbortSignal;
  /** Gets what it said on stderr. */
  readonly log: (text: string) => void;
}

/** How it ended. */
export interface StepEnd {
  /** `undefined`: it did not start. */
  readonly code: number | undefined;
  readonly isLate: boolean;
  /** The last line in which it says what went wrong; empty if there is none. */
  readonly reason: string;
  readonly stdout: string;
}

/** From the end of its time until it is killed: `bench` writes its reports meanwhile. */
export const GRACE_MS = 10_000;
const LONGEST_REASON = 200;

/** Runs it; never throws. */
export async function runStep(
  { program: command, args, variables, limitMs, signal, log }: StepRun,
): Promise<StepEnd> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(command, {
      args: [...args],
      env: { ...variables },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound
      ? `there is no program "${command}"`
      : errorText(error);
    return { code: undefined, isLate: false, reason, stdout: "" };
  }
  const askToEnd = () => end(child, "SIGTERM");
  let isLate = false;
  const endGuard = guardOrphan(child.pid, "TERM");
  const timers = [
    setTimeout(() => {
      isLate = true;
      askToEnd();
    }, limitMs),
    setTimeout(() => end(child, "SIGKILL"), limitMs + GRACE_MS),
  ];
  signal?.addEventListener("abort", askToEnd);
  const { code, stdout, stderr } = await child.output();
  timers.forEach(clearTimeout);
  signal?.removeEventListener("abort", askToEnd);
  await endGuard();
  const text = new TextDecoder().decode(stderr);
  log(text);
  return { code, isLate, reason: reasonIn(text), stdout: new TextDecoder().decode(stdout) };
}

function end(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has ended.
  }
}

/** `error: …` or `failed: …`, the last of them; else the last line. */
function reasonIn(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const telling = lines.findLast((line) => /^(?:error|failed|warning): /.test(line)) ??
    lines.at(-1);
  return (telling ?? "").slice(0, LONGEST_REASON);
}
