// The parent's side of a process that it asks line by line: a JSON object in, one out, each within a
// time limit. The process may be anybody's; it ends when it is told to, takes too long, or we end.

import { stripVTControlCharacters } from "node:util";
import { MS_PER_SECOND } from "../samples/units.ts";
import { startDeadline } from "./deadline.ts";
import { killNow } from "./kill_now.ts";
import { endsOf, lineReader, type NextLine } from "./line_reader.ts";
import { guardOrphan } from "./orphan_guard.ts";

/** How a process is started. */
export interface ProcessOptions {
  /** What it is called in messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Variables on top of ours. */
  readonly env: Readonly<Record<string, string>>;
  /** Longest wait for one answer. */
  readonly timeLimitMs: number;
  /** Ends the process as soon as it is aborted, whatever it is doing. */
  readonly signal?: AbortSignal | undefined;
}

/** Talks to one process. */
export interface Conversation {
  readonly pid: number;
  /** The next line; throws Error if the process ends before it, or takes too long. */
  readonly nextLine: () => Promise<string>;
  /**
   * The first line that `read` makes something of; throws what `read` throws, and Error if the
   * process ends before it, or takes too long.
   *
   * @param mostMs Where there is less time than for any answer.
   */
  readonly answer: <Answer>(
    read: (line: string) => Answer | undefined,
    mostMs?: number,
  ) => Promise<Answer>;
  readonly say: (request: unknown) => Promise<void>;
  /** Writes a line to its stdin as it is. */
  readonly sayLine: (line: string) => Promise<void>;
  /** Closes its stdin; it may go on. */
  readonly hush: () => Promise<void>;
  /** Reads to the end of its stdout and waits for its own; throws Error if that takes too long. */
  readonly ended: () => Promise<ProcessEnd>;
  /** Ends the process at once; never throws. */
  readonly close: () => Promise<void>;
}

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number;
  readonly signal: string | null;
  /** The first of the lines that nobody had read; null if there was none. */
  readonly unread: string | null;
}

/** Longest line that is read: a trace of thousands of nodes has less. */
const MOST_LINE_BYTES = 2 ** 25;
/** Of stderr, at either end. */
const MOST_STDERR_LETTERS = 2 ** 16;
/** Lines of stderr that an error message quotes: those that speak of an error, else the last. */
const QUOTED_STDERR_LINES = 3;
const TELLING_LINE = /error|fatal|heap|memory|terminate|panic/i;
const LONGEST_QUOTE = 500;

/**
 * Starts a process.
 *
 * @throws {Deno.errors.NotFound} If there is no such program.
 */
export function converse(options: ProcessOptions): Conversation {
  const { name, timeLimitMs, signal } = options;
  const process = spawn(options);
  const readLine = lineReader(process.stdout, MOST_LINE_BYTES);
  const stderr = endsOf(process.stderr, MOST_STDERR_LETTERS);
  const stdin = process.stdin.getWriter();
  const endGuard = guardOrphan(process.pid);

  const kill = () => killNow(process);
  signal?.addEventListener("abort", kill);
  if (signal?.aborted) kill();

  async function close(): Promise<void> {
    signal?.removeEventListener("abort", kill);
    kill();
    await stdin.abort().catch(() => undefined);
    await process.status;
    // What it started may go on and hold its output, which nobody waits for.
    process.unref();
    await endGuard();
  }

  async function sayLine(line: string): Promise<void> {
    try {
      await stdin.write(new TextEncoder().encode(`${line}\n`));
    } catch {
      // The process has gone; the missing answer says why.
    }
  }

  async function answer<Answer>(
    read: (line: string) => Answer | undefined,
    mostMs = Infinity,
  ): Promise<Answer> {
    try {
      const limitMs = Math.min(timeLimitMs, mostMs);
      const found = await inTime(firstOf(readLine, read), limitMs, kill);
      if (found !== undefined) return found;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new Error(`${name} wrote ${error.message}`);
    }
    throw new Error(await deathReason(name, process.status, stderr));
  }

  return {
    pid: process.pid,
    sayLine,
    hush: () => stdin.close().catch(() => undefined),
    nextLine: () => answer((line) => line),
    answer,
    say: (request) => sayLine(JSON.stringify(request)),
    ended: () => inTime(endOf(process.status, readLine), timeLimitMs, kill),
    close,
  };
}

/** What is made of the first line that anything is made of; `undefined` if the lines end before. */
async function firstOf<Answer>(
  nextLine: NextLine,
  read: (line: string) => Answer | undefined,
): Promise<Answer | undefined> {
  for (;;) {
    const line = await nextLine();
    if (line === undefined) return undefined;
    const answer = read(line);
    if (answer !== undefined) return answer;
  }
}

/** Reads to the end, whatever comes, and keeps no more than a line of it. */
async function endOf(
  status: Promise<Deno.CommandStatus>,
  nextLine: NextLine,
): Promise<ProcessEnd> {
  const first = await nextLine();
  for (let line = first; line !== undefined;) line = await nextLine();
  const { code, signal } = await status;
  return { code, signal, unread: first ?? null };
}

function spawn({ command, args, env }: ProcessOptions): Deno.ChildProcess {
  return new Deno.Command(command, {
    args: [...args],
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/**
 * Waits for an answer; throws Error if it takes longer than the limit, which ends the process. The
 * answer itself may then never come, as what the process started can hold its output.
 */
async function inTime<Answer>(
  answer: Promise<Answer>,
  limitMs: number,
  kill: () => void,
): Promise<Answer> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const endWaiting = startDeadline(limitMs, () => {
    kill();
    const limitS = limitMs / MS_PER_SECOND;
    reject(new Error(`timed out: no answer within ${limitS} s, raise it by --timeout`));
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    endWaiting();
  }
}

/** Why a process ended without an answer. */
async function deathReason(
  name: string,
  status: Promise<Deno.CommandStatus>,
  stderr: Promise<string>,
): Promise<string> {
  const { code, signal } = await status;
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  const memoryHint = signal === "SIGKILL" ? ", perhaps for lack of memory" : "";
  const lines = stripVTControlCharacters(await stderr).split("\n")
    .map((line) => line.trim()).filter((line) => line !== "");
  const telling = lines.filter((line) => TELLING_LINE.test(line)).slice(0, QUOTED_STDERR_LINES);
  const quoted = (telling.length > 0 ? telling : lines.slice(-QUOTED_STDERR_LINES))
    .map((line) => line.slice(0, LONGEST_QUOTE)).join(" / ");
  return `${name} ended with ${how}${memoryHint}${quoted === "" ? "" : `: ${quoted}`}`;
}
