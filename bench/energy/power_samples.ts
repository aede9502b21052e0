// Power samples of a GPU from nvidia-smi, which goes on beside the run. The power of a slice is the mean
// of the samples that came within it. `power.draw.instant` is asked for first: newer cards give
// `power.draw` as the mean of the last second, so of it only samples count that came when the slice was
// as old as that.

import { gpuText } from "../machine/gpu_advice.ts";
import { numberOf, throttleReasonsOf } from "../machine/gpu_state.ts";
import { cellsOf, placeOf, REASONS_FIELD, withoutUnknown } from "../machine/nvidia_smi.ts";
import { startDeadline } from "../process/deadline.ts";
import { killNow } from "../process/kill_now.ts";
import { lineReader } from "../process/line_reader.ts";
import type { SlicePower } from "../record/row_types.ts";
import type { GpuState } from "../record/environment_types.ts";
import { sum } from "../samples/sum.ts";
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

const LAST_FIELD = "power.draw";

/** A power sample, and when it came. */
export interface PowerSample {
  readonly atMs: number;
  /** Null where the driver tells none. */
  readonly watts: number | null;
  /** What kept the clock down; null where the driver does not tell. */
  readonly throttleReasons: readonly string[] | null;
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
  const within = samples.filter(({ atMs }) => atMs >= startMs && atMs <= endMs);
  const watts = within.filter(({ atMs }) => atMs >= startMs + spanMs)
    .map((sample) => sample.watts).filter((one) => one !== null);
  const reasons = within.flatMap(({ throttleReasons }) => throttleReasons ?? []);
  return {
    meanWatts: watts.length === 0 ? null : sum(watts) / watts.length,
    watts,
    throttleReasons: [...new Set(reasons)],
  };
}

/** How samples are asked for, and what time it is. */
export interface SampleOptions {
  readonly command?: string;
  readonly now?: () => number;
}

/** Samples a GPU from now on; a meter that says why not where its driver tells no power. */
export async function openPowerSamples(
  gpu: Pick<GpuState, "index" | "name">,
  { command = "nvidia-smi", now = () => performance.now() }: SampleOptions = {},
): Promise<EnergyMeter> {
  const { index } = gpu;
  const noPower = `the driver tells no power of ${gpuText(gpu)}`;
  for (const { field, spanMs } of FIELDS) {
    const stream = await openStream([field, REASONS_FIELD], { command, index, now });
    if (stream === undefined) continue;
    const isTold = stream.samples.some(({ watts }) => watts !== null);
    if (!isTold && field !== LAST_FIELD) {
      await stream.close();
      continue;
    }
    return {
      source: isTold
        ? {
          source: `nvidia-smi ${field} of ${gpuText(gpu)}`,
          sampledEveryMs: EVERY_MS,
          problem: null,
        }
        : noMeter(noPower).source,
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
  return noMeter(noPower);
}

interface Stream {
  readonly samples: PowerSample[];
  readonly close: () => Promise<void>;
}

/**
 * The samples of a field as they come, with what else the driver knows of those that are asked for;
 * `undefined` if the first one is none.
 */
async function openStream(
  fields: readonly string[],
  source: Required<SampleOptions> & Pick<GpuState, "index">,
): Promise<Stream | undefined> {
  const { command, index, now } = source;
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(command, {
      args: [
        `--id=${index}`,
        `--query-gpu=${fields.join(",")}`,
        "--format=csv,noheader,nounits",
        `--loop-ms=${EVERY_MS}`,
      ],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
  } catch {
    return undefined;
  }
  const nextLine = lineReader(child.stdout, MOST_LINE_BYTES);
  const samples: PowerSample[] = [];
  async function nextSample(): Promise<string | undefined> {
    const line = await nextLine().catch(() => undefined);
    const cells = cellsOf(line ?? "");
    const watts = numberOf(cells[0]);
    const throttleReasons = throttleReasonsOf(cells[placeOf(REASONS_FIELD, fields)]);
    if (watts !== null || throttleReasons !== null) {
      samples.push({ atMs: now(), watts, throttleReasons });
    }
    return line;
  }
  async function readAll(): Promise<void> {
    while (await nextSample() !== undefined);
  }

  const endWaiting = startDeadline(FIRST_SAMPLE_LIMIT_MS, () => killNow(child));
  const first = await nextSample();
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
  const known = withoutUnknown(fields, first ?? "") ?? [];
  return known[0] === fields[0] ? await openStream(known, source) : undefined;
}
