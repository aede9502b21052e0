// Runs a program within a time limit, all that it says in a log, with the second in which it said it.

import { MS_PER_SECOND } from "../../bench/samples/units.ts";
import { guardOrphan } from "../../bench/process/orphan_guard.ts";
import { lineReader } from "../../bench/process/line_reader.ts";
import { errorText } from "../../bench/job/error_text.ts";

/** A program and what it may take. */
export interface StepRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly limitMs: number;
  /** Ends it before its time. */
  readonly signal?: AbortSignal;
  /** Gets each line of its stderr, as soon as it is said. */
  readonly log: (text: string) => void;
  /** Milliseconds from a fixed point. @default performance.now */
  readonly now?: () => number;
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
const MOST_LINE_BYTES = 2 ** 20;
/** Seconds of a step, to one tenth: `  9.3`. */
const SECONDS_WIDTH = 5;

/** Runs it; never throws. */
export async function runStep(
  { program: command, args, variables, limitMs, signal, log, now = () => performance.now() }:
    StepRun,
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
  const start = now();
  const said = linesOf(child.stderr, (line) => log(`${secondsText(now() - start)} ${line}\n`));
  const stdout = await new Response(child.stdout).text();
  const { code } = await child.status;
  timers.forEach(clearTimeout);
  signal?.removeEventListener("abort", askToEnd);
  await endGuard();
  return { code, isLate, reason: reasonIn(await said), stdout };
}

/** All lines of a stream; each is shown as soon as it is there. */
async function linesOf(
  stream: ReadableStream<Uint8Array>,
  show: (line: string) => void,
): Promise<readonly string[]> {
  const nextLine = lineReader(stream, MOST_LINE_BYTES);
  const lines: string[] = [];
  const take = (line: string) => {
    lines.push(line);
    show(line);
  };
  try {
    for (let line = await nextLine(); line !== undefined; line = await nextLine()) take(line);
  } catch (error) {
    take(`error: it wrote ${errorText(error)}`);
  }
  return lines;
}

function secondsText(ms: number): string {
  return `${(ms / MS_PER_SECOND).toFixed(1).padStart(SECONDS_WIDTH)} s`;
}

function end(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has ended.
  }
}

/** `error: …` or `failed: …`, the last of them; else the last line. */
function reasonIn(stderr: readonly string[]): string {
  const lines = stderr.map((line) => line.trim()).filter((line) => line !== "");
  const telling = lines.findLast((line) => /^(?:error|failed|warning): /.test(line)) ??
    lines.at(-1);
  return (telling ?? "").slice(0, LONGEST_REASON);
}
