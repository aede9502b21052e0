import { assertEquals } from "@std/assert";
import { clockText, progressAt } from "../../../cli/shell/progress.ts";

/** A place that keeps what is written, with a clock and a timer that only the test moves. */
function place(columns: number | undefined) {
  const written: string[] = [];
  let nowMs = 0;
  let waiting: (() => void) | undefined;
  const progress = progressAt({
    columns,
    write: (text) => written.push(text),
    now: () => nowMs,
    later(callback) {
      waiting = callback;
      return () => waiting = undefined;
    },
  });
  return {
    progress,
    written,
    wait(ms: number) {
      nowMs += ms;
      waiting?.();
    },
    isWaiting: () => waiting !== undefined,
  };
}

const CLEAR = "\r\x1b[K";

Deno.test("clockText() has hours where there are any", () => {
  assertEquals([75_000, 0, -1, 5_400_000].map(clockText), ["1:15", "0:00", "0:00", "1:30:00"]);
});

Deno.test("progressAt() counts down at a terminal while nothing else happens", () => {
  const { progress, written, wait, isWaiting } = place(80);
  progress.show("loading a", 90_000);
  wait(1000);
  assertEquals(written, [
    CLEAR,
    "about 1:30 left: loading a",
    CLEAR,
    "about 1:29 left: loading a",
  ]);
  progress.tell("a row");
  assertEquals(written.slice(-2), [CLEAR, "a row\n"]);
  progress.show("timing", undefined);
  assertEquals(written.at(-1), "timing");
  progress.end();
  assertEquals(isWaiting(), false);
});

Deno.test("progressAt() cuts a line that would wrap, and keeps the time", () => {
  const { progress, written } = place(30);
  progress.show("cell 2 of 4, loading dsnet-t-aligned", 90_000);
  assertEquals(written.at(-1), "about 1:30 left: cell 2 of 4…".slice(0, 28) + "…");
});

Deno.test("progressAt() writes a line at once into a log, then now and then", () => {
  const { progress, written, wait } = place(undefined);
  progress.show("a", 1000);
  wait(9000);
  progress.show("b", 1000);
  wait(2000);
  progress.show("c", 1000);
  progress.say("warning: d");
  assertEquals(written, ["about 0:01 left: a\n", "about 0:01 left: c\n", "warning: d\n"]);
});
