// Power samples of a GPU from nvidia-smi, which goes on beside the run. The power of a slice is the mean
// of the samples that came within it. `power.draw.instant` is asked for first: newer cards give
// `power.draw` as the mean of the last second, so of it only samples count that came when the slice was
// as old as that.

import { startDeadline } from "../process/deadline.ts";
import { killNow } from "../process/kill_now.ts";
import { lineReader } from "../process/line_reader.ts";
import type { SlicePower } from "../record/energy_types.ts";
import type { GpuState } from "../record/environment_types.ts";
import { type EnergyMeter, noMeter } from "./energy_meter.ts";

/** Time between two samples; drivers renew the figure no more often. */
const EVERY_MS = 100;
/** A driver that is asked for the first time wakes the card. */
const FIRST_SAMPLE_LIMIT_MS = 5000;
const MOST_LINE_BYTES = 2 ** 12;

/** Figures of the driver, and how long before it came a sample may speak of. */
const FIELDS = [
  { field: "power.draw.instant", spanMs: EVERY_MS },
  { field: "power.draw", spanMs: 1000 },
] as const;

/** A power sample, and when it came. */
export interface PowerSample {
  readonly atMs: number;
  readonly watts: number;
}

/** The power between two moments, by samples that speak of the time `spanMs` before them. */
export function powerBetween(
  samples: readonly PowerSample[],
  { startMs, endMs, spanMs }: {
    readonly startMs: number;
    readonly endMs: number;
    readonly spanMs: number;
  },
): SlicePower {
  const watts = samples.filter(({ atMs }) => atMs >= startMs + spanMs && atMs <= endMs)
    .map((sample) => sample.watts);
  const total = watts.reduce((sum, one) => sum + one, 0);
  return { meanWatts: watts.length === 0 ? null : total / watts.length, watts };
}

/** How samples are asked for, and what time it is. */
export interface SampleOptions {
  readonly command?: string;
  readonly now?: () => number;
}

/** Samples a GPU from now on; a meter that says why not where its driver tells no power. */
export async function openPowerSamples(
  { index, name }: Pick<GpuState, "index" | "name">,
  { command = "nvidia-smi", now = () => performance.now() }: SampleOptions = {},
): Promise<EnergyMeter> {
  for (const { field, spanMs } of FIELDS) {
    const stream = await openStream({ command, field, index, now });
    if (stream === undefined) continue;
    return {
      source: {
        source: `nvidia-smi ${field} of GPU ${index} (${name})`,
        sampledEveryMs: EVERY_MS,
        problem: null,
      },
      async metered(work) {
        const startMs = now();
        stream.samples.length = 0;
        const result = await work();
        return {
          result,
          power: powerBetween(stream.samples, { startMs, endMs: now(), spanMs }),
        };
      },
      [Symbol.asyncDispose]: stream.close,
    };
  }
  return noMeter(`the driver tells no power of GPU ${index} (${name})`);
}

interface Stream {
  readonly samples: PowerSample[];
  readonly close: () => Promise<void>;
}

/** The samples of a field as they come; `undefined` if the first one is none. */
async function openStream(
  { command, field, index, now }: Required<SampleOptions> & {
    readonly field: string;
    readonly index: number;
  },
): Promise<Stream | undefined> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(command, {
      args: [
        `--id=${index}`,
        `--query-gpu=${field}`,
        "--format=csv,noheader,nounits",
        `--loop-ms=${EVERY_MS}`,
      ],
      ...{ stdin: "null", stdout: "piped", stderr: "null" },
    }).spawn();
  } catch {
    return undefined;
  }
  const nextLine = lineReader(child.stdout, MOST_LINE_BYTES);
  const samples: PowerSample[] = [];
  async function isThereMore(): Promise<boolean> {
    const line = await nextLine().catch(() => undefined);
    const watts = line === undefined || line.trim() === "" ? NaN : Number(line);
    if (Number.isFinite(watts)) samples.push({ atMs: now(), watts });
    return line !== undefined;
  }
  async function readAll(): Promise<void> {
    while (await isThereMore());
  }

  const endWaiting = startDeadline(FIRST_SAMPLE_LIMIT_MS, () => killNow(child));
  await isThereMore();
  endWaiting();
  const isTold = samples.length > 0;
  if (!isTold) killNow(child);
  const reading = readAll();
  async function close(): Promise<void> {
    killNow(child);
    await reading;
    await child.status;
  }
  if (isTold) return { samples, close };
  await close();
  return undefined;
}
