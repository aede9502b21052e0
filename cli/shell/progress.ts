// Progress on stderr: one line that rewrites itself at a terminal, a line now and then elsewhere.

import { textColumns } from "../../reports/text/text_columns.ts";
import { visibleLine } from "../../reports/text/visible_text.ts";
import { columnsOf, note, writeStderr } from "./print.ts";

/** Without a terminal, lines come at most this often. */
const QUIET_INTERVAL_MS = 10_000;
/** At a terminal, the time left goes on while nothing else happens. */
const TICK_MS = 1000;

/** Shows what goes on and how long it will take. */
export interface Progress {
  /** @param leftMs Time left; undefined: not known yet. */
  readonly show: (text: string, leftMs: number | undefined) => void;
  /** A line that stays: a failure, a warning. */
  readonly say: (text: string) => void;
  /** A line that stays, but for --quiet: a row that is done. */
  readonly tell: (text: string) => void;
  /** Clears the line that rewrites itself. */
  readonly end: () => void;
}

/** Where progress is shown, and when. */
export interface ProgressPlace {
  /** Columns of the terminal; undefined: it is none. */
  readonly columns: number | undefined;
  readonly write: (text: string) => void;
  readonly now: () => number;
  /** Calls back once, later; returns how to call that off. */
  readonly later: (callback: () => void, ms: number) => () => void;
}

/** `75000` -> `1:15`, `5400000` -> `1:30:00` */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  if (hours === 0) return `${minutes}:${two(seconds % 60)}`;
  return `${hours}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** Progress that says nothing but what stays. */
function silentProgress(): Progress {
  return { show() {}, say: note, tell() {}, end() {} };
}

/** Progress for a terminal or a log. */
export function progressOn({ quiet }: { readonly quiet: boolean }): Progress {
  return quiet ? silentProgress() : progressAt({
    columns: columnsOf(Deno.stderr),
    write: writeStderr,
    now: () => performance.now(),
    later(callback, ms) {
      const timer = setTimeout(callback, ms);
      // A line to rewrite keeps no process alive.
      Deno.unrefTimer(timer);
      return () => clearTimeout(timer);
    },
  });
}

/** Progress at some place. */
export function progressAt({ columns, write, now, later }: ProgressPlace): Progress {
  let lastShownMs = -Infinity;
  let stopTick = () => {};
  const clearLine = () => {
    stopTick();
    if (columns !== undefined) write("\r\x1b[K");
  };
  const stay = (text: string) => {
    clearLine();
    write(`${visibleLine(text)}\n`);
  };
  const tick = (text: string, endMs: number | undefined) => {
    clearLine();
    write(cut(progressLine(text, endMs === undefined ? undefined : endMs - now()), columns ?? 0));
    stopTick = later(() => tick(text, endMs), TICK_MS);
  };
  return {
    show(text, leftMs) {
      if (columns !== undefined) {
        return tick(text, leftMs === undefined ? undefined : now() + leftMs);
      }
      if (now() - lastShownMs < QUIET_INTERVAL_MS) return;
      lastShownMs = now();
      write(`${progressLine(text, leftMs)}\n`);
    },
    say: stay,
    tell: stay,
    end: clearLine,
  };
}

/** The time first, so that a narrow terminal has it. */
function progressLine(text: string, leftMs: number | undefined): string {
  return visibleLine(leftMs === undefined ? text : `about ${clockText(leftMs)} left: ${text}`);
}

/** A line that wraps could not be rewritten. */
function cut(line: string, columns: number): string {
  if (textColumns(line) < columns) return line;
  let kept = "";
  for (const character of line) {
    if (textColumns(kept + character) >= columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
