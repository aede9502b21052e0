import { assertEquals } from "@std/assert";
import { startDeadline, type Timers } from "../../../bench/process/deadline.ts";

/** Timers that a test moves on; as a system's, they know no wait of 2^31 ms. */
function fakeTimers() {
  let nowMs = 0;
  let waiting: { readonly onTime: () => void; readonly atMs: number } | undefined;
  const timers: Timers = {
    now: () => nowMs,
    after(ms, onTime) {
      waiting = { onTime, atMs: nowMs + (ms < 2 ** 31 ? ms : 1) };
      return () => waiting = undefined;
    },
  };
  /** Time goes on, timer by timer. */
  function pass(ms: number): void {
    const end = nowMs + ms;
    while (waiting !== undefined && waiting.atMs <= end) {
      const { onTime, atMs } = waiting;
      waiting = undefined;
      nowMs = Math.max(nowMs, atMs);
      onTime();
    }
    nowMs = end;
  }
  /** Time goes on while this process is stopped; what was due then happens at once. */
  function stop(ms: number): void {
    nowMs += ms;
    pass(0);
  }
  return { timers, pass, stop };
}

function deadline(limitMs: number) {
  const { timers, pass, stop } = fakeTimers();
  let overCount = 0;
  const end = startDeadline(limitMs, () => overCount++, timers);
  return { pass, stop, end, overCount: () => overCount };
}

Deno.test("startDeadline() is over once the time is, not before", () => {
  const { pass, overCount } = deadline(2500);
  pass(2499);
  assertEquals(overCount(), 0);
  pass(1);
  assertEquals(overCount(), 1);
  pass(1e6);
  assertEquals(overCount(), 1);
});

Deno.test("startDeadline() waits for longer than a timer of the system can", () => {
  const limitMs = 35_792 * 60_000;
  const { pass, overCount } = deadline(limitMs);
  pass(limitMs - 1);
  assertEquals(overCount(), 0);
  pass(1);
  assertEquals(overCount(), 1);
});

Deno.test("startDeadline() blames nobody for the time in which this process was stopped", () => {
  const { pass, stop, overCount } = deadline(2500);
  pass(500);
  stop(60_000); // The first piece: one second of it counts.
  pass(1499);
  assertEquals(overCount(), 0);
  pass(1);
  assertEquals(overCount(), 1);
});

Deno.test("startDeadline() looks at what arrived while it was stopped, even at the last moment", () => {
  const { pass, stop, overCount } = deadline(900);
  pass(899);
  stop(60_000);
  assertEquals(overCount(), 0);
  pass(900);
  assertEquals(overCount(), 1);
});

Deno.test("startDeadline() takes half a second of delay for a busy machine, more for a stop", () => {
  const overAfter = (delayMs: number) => {
    const { stop, overCount } = deadline(900);
    stop(900 + delayMs);
    return overCount();
  };
  assertEquals([overAfter(0), overAfter(500), overAfter(501)], [1, 1, 0]);
});

Deno.test("startDeadline() is never over after its end", () => {
  const { pass, end, overCount } = deadline(1500);
  pass(1400);
  end();
  pass(1e6);
  assertEquals(overCount(), 0);
});
