// The program that comes with NVIDIA's driver, asked within a time limit: it names a field that it does
// not know and says nothing else, prints warnings among the lines that were asked for, and hangs with a
// card that does.

import { MS_PER_SECOND } from "../samples/units.ts";

/** What it says. */
export interface SmiAnswer {
  readonly text: string;
  /** Its own words beside GPUs where it fails; null where it does not, or is not there. */
  readonly problem: string | null;
}

/** What keeps the clock down. */
export const REASONS_FIELD = "clocks_throttle_reasons.active";

/** What fields are called from driver 535 on, which still takes the older names. */
const NEWER_NAMES: Readonly<Record<string, string>> = {
  [REASONS_FIELD]: "clocks_event_reasons.active",
};

const UNKNOWN_FIELD = /^Field "([^"]+)" is not a valid field to query/;
/** A GPU begins with its number. */
const GPU_LINE = /^\d+\s*,/;

/** Asks it; never throws. */
export async function askSmi(
  command: string,
  args: readonly string[],
  limitMs: number,
): Promise<SmiAnswer> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const child = new Deno.Command(command, {
      args: [...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), limitMs);
    });
    const ended = await Promise.race([child.output(), late]);
    if (ended === undefined) {
      child.kill("SIGKILL");
      // One that waits for the card within the kernel does not end even so.
      child.unref();
      return { text: "", problem: `no answer within ${limitMs / MS_PER_SECOND} s` };
    }
    const decoder = new TextDecoder();
    const text = decoder.decode(ended.stdout);
    if (ended.success) return { text, problem: null };
    const said = linesOf(`${text}\n${decoder.decode(ended.stderr)}`);
    return { text, problem: said.find((line) => !GPU_LINE.test(line)) ?? "nothing" };
  } catch {
    return { text: "", problem: null };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Names of fields for a driver that does not know one of them: its newer name in its place, if it has
 * one, else without it; `undefined` if the driver said something else.
 */
export function withoutUnknown(
  names: readonly string[],
  said: string,
): readonly string[] | undefined {
  const [, unknown] = UNKNOWN_FIELD.exec(said) ?? [];
  if (unknown === undefined || !names.includes(unknown)) return undefined;
  return names.flatMap((name) => name === unknown ? NEWER_NAMES[name] ?? [] : name);
}

/** The place of a field among those that were asked for, by either name; -1 if it was not. */
export function placeOf(field: string, names: readonly string[]): number {
  return names.findIndex((name) => name === field || name === NEWER_NAMES[field]);
}

/** Cells of the lines that are GPUs. */
export function gpuLines(text: string): readonly (readonly string[])[] {
  return linesOf(text).filter((line) => GPU_LINE.test(line)).map(cellsOf);
}

/** `"a, b"` -> `["a", "b"]` */
export function cellsOf(line: string): readonly string[] {
  return line.split(",").map((cell) => cell.trim());
}

/** Lines that hold something. */
export function linesOf(text: string): readonly string[] {
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}
