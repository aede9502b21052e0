// Progress on stderr: one line that rewrites itself at a terminal, a line now and then elsewhere.

import { visibleLine } from "../reports/visible_text.ts";
import { note, writeStderr } from "./print.ts";

/** Without a terminal, lines come at most this often. */
const QUIET_INTERVAL_MS = 10_000;

/** Shows what goes on and how long it will take. */
export interface Progress {
  /** @param etaMs Time left; undefined: not known yet. */
  readonly show: (text: string, etaMs: number | undefined) => void;
  /** A line that stays: a failure, a warning. */
  readonly say: (text: string) => void;
  /** Clears the line that rewrites itself. */
  readonly end: () => void;
}

/** `75000` -> `1:15` */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Progress that says nothing but what stays. */
function silentProgress(): Progress {
  return { show() {}, say: note, end() {} };
}

/** Progress for a terminal or a log. */
export function progressOn({ quiet }: { readonly quiet: boolean }): Progress {
  if (quiet) return silentProgress();
  const isTerminal = Deno.stderr.isTerminal();
  const clearLine = () => isTerminal && writeStderr("\r\x1b[K");
  let lastShownMs = -Infinity;
  return {
    show(text, etaMs) {
      const now = performance.now();
      if (!isTerminal && now - lastShownMs < QUIET_INTERVAL_MS) return;
      lastShownMs = now;
      const line = visibleLine(
        etaMs === undefined ? text : `${text}, about ${clockText(etaMs)} left`,
      );
      clearLine();
      writeStderr(isTerminal ? line : `${line}\n`);
    },
    say(text) {
      clearLine();
      note(text);
    },
    end: clearLine,
  };
}
