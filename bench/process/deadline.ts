// A time limit that counts only time in which this process could have seen the answer: a stopped
// process, a machine that slept or a loop that was held up are not the fault of whoever is waited for.

/** Longest piece that is counted at once; far below the 2^31 ms that a timer can take. */
const PIECE_MS = 1000;
/** A piece that took this much longer was not waited for but slept through. */
const MOST_DELAY_MS = 500;

/** What a deadline needs from outside. */
export interface Timers {
  /** Milliseconds from a fixed point. */
  readonly now: () => number;
  /** Calls back once after so many milliseconds, unless what it returns is called before. */
  readonly after: (ms: number, onTime: () => void) => () => void;
}

const SYSTEM_TIMERS: Timers = {
  now: () => performance.now(),
  after(ms, onTime) {
    const timer = setTimeout(onTime, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Calls `onOver` once `limitMs` of waiting are over. The limit is counted in pieces; a piece that
 * came too late counts no more than one in time, and never is the last: what arrived meanwhile is
 * looked at first.
 *
 * @returns Ends the waiting.
 */
export function startDeadline(
  limitMs: number,
  onOver: () => void,
  { now, after }: Timers = SYSTEM_TIMERS,
): () => void {
  let leftMs = limitMs;
  let cancel = () => {};
  function wait(): void {
    const pieceMs = Math.min(leftMs, PIECE_MS);
    const start = now();
    cancel = after(pieceMs, () => {
      const isLate = now() - start > pieceMs + MOST_DELAY_MS;
      leftMs -= pieceMs;
      if (leftMs > 0) return wait();
      if (!isLate) return onOver();
      leftMs = pieceMs;
      wait();
    });
  }
  wait();
  return () => cancel();
}
