// One run of a session, timed from the request to the last output in hand.

import type { RunOutput } from "./output_files.ts";

/** An output of the runtime; its data may still lie on the device. */
interface Output {
  readonly dims: readonly number[];
  readonly getData: () => Promise<unknown>;
}

/** A session of the runtime, as far as a run needs it. */
export interface Runnable<Feed> {
  readonly outputNames: readonly string[];
  readonly run: (
    feeds: Readonly<Record<string, Feed>>,
  ) => Promise<Readonly<Record<string, Output>>>;
}

interface TimedRun {
  readonly runMs: number;
  /** In the order of their names; whole numbers and truth values as real numbers. */
  readonly outputs: readonly RunOutput[];
}

/**
 * Runs a session. The clock stops when every output has been read: a runtime that hands out a result
 * before the device is done would else be timed for the request alone.
 *
 * @param now Milliseconds from a fixed point.
 * @throws {Error} If an output that the session names is not there.
 */
export async function timedRun<Feed>(
  session: Runnable<Feed>,
  feeds: Readonly<Record<string, Feed>>,
  now: () => number = () => performance.now(),
): Promise<TimedRun> {
  const start = now();
  const results = await session.run(feeds);
  const read: (Omit<RunOutput, "data"> & { readonly data: unknown })[] = [];
  for (const name of session.outputNames) {
    const output = results[name];
    if (output === undefined) throw new Error(`Cannot read output "${name}" as the run gave none`);
    read.push({ name, shape: output.dims, data: await output.getData() });
  }
  const runMs = now() - start;
  return { runMs, outputs: read.map((output) => ({ ...output, data: asFloats(output.data) })) };
}

/** Text has no number that could be compared. */
function asFloats(data: unknown): Float32Array<ArrayBuffer> {
  if (data instanceof Float32Array) return data as Float32Array<ArrayBuffer>;
  return Float32Array.from(data as ArrayLike<number | bigint>, Number);
}
