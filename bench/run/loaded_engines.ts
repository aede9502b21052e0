// What engines say of a job that they load, held to what they were asked for, and their slices together.

import { resolve } from "node:path";
import type { LoadedAnswer } from "../engine/answers.ts";
import type { EngineDescription } from "../engine/description.ts";
import type { EngineTalk } from "../engine/engine_talk.ts";
import type { LocatedEngine } from "../engine/located_engine.ts";
import { PROTOCOL_VERSION, type StartRequest, type TensorFile } from "../engine/requests.ts";
import { loadProblem } from "../files/load_problem.ts";
import { findCeiling } from "../job/ceiling.ts";
import { deviceKind } from "../job/device.ts";
import { errorText } from "../job/error_text.ts";
import type { Job, Loaded, Slice } from "../job/protocol.ts";
import type { Compared, Prepared } from "../prepare/preparation.ts";
import { readOutputs } from "../prepare/read_outputs.ts";
import { peakMemoryBytesOf } from "../process/peak_memory.ts";
import { sum } from "../samples/sum.ts";
import { shareOf, togetherMs } from "./side_by_side.ts";

/** When loading ends, by `performance.now`, so that there is time for the rounds. */
export interface LoadEnd {
  /** Once a row is loaded: the others are left out then. */
  readonly othersMs: number;
  /** Of the first one, without which nothing is measured. */
  readonly firstMs: number;
}

/** The time for loading, as it goes by. */
export interface LoadTime {
  /** Told of each job that is loaded; ceilings are no rows. */
  readonly loaded: (job: Pick<Job, "model">) => void;
  /** 0 once it is over. */
  readonly leftMs: () => number;
}

/** Starts with the time of the first row; without an end it never runs out. */
export function loadTimeUntil(end: LoadEnd | undefined): LoadTime {
  let isRowLoaded = false;
  return {
    loaded({ model }) {
      isRowLoaded ||= findCeiling(model) === undefined;
    },
    leftMs() {
      const endMs = isRowLoaded ? end?.othersMs : end?.firstMs;
      return Math.max(0, (endMs ?? Infinity) - performance.now());
    },
  };
}

/** Why a job is left out once the time for loading is over. */
export const TOO_LATE = "no time was left to load it: raise --within, or name fewer models";

/** An engine process and the folder that it may write to. */
export interface PlacedTalk {
  readonly talk: EngineTalk;
  readonly folder: string;
}

/** What an engine is asked to load for a job. */
export function startRequest(
  job: Job,
  { prepared, folder, engine: { description }, trace = true, cores }: {
    readonly prepared: Prepared;
    readonly folder: string;
    readonly engine: LocatedEngine;
    /** Whether the engine is to say where the time of a run goes. @default true */
    readonly trace?: boolean;
    /** Whether other work runs on the same cores. @default it has them for itself */
    readonly cores?: StartRequest["cores"];
  },
): Omit<StartRequest, "kind"> {
  const { precision, options, variant } = job;
  const { takes } = description;
  const { batch, threads } = shareOf(job);
  return {
    protocol: PROTOCOL_VERSION,
    model: {
      path: prepared.paths[takes] ?? "",
      format: takes,
      dimensions: { ...prepared.dimensions },
    },
    inputs: prepared.inputs,
    outputs: prepared.outputs,
    folder,
    batch,
    threads,
    precision,
    // Its process sees the one of several that is meant, and no other.
    device: deviceKind(job.device),
    ...(variant === undefined ? {} : { variant }),
    residency: job.input === "resident" ? "resident" : "copied",
    ...(cores === undefined ? {} : { cores }),
    options: { ...options },
    trace,
  };
}

/** Loads a model, and holds the engine to what it was asked for. */
export async function loadIn(
  talk: Pick<EngineTalk, "start">,
  request: Omit<StartRequest, "kind">,
  { ownFileBytes }: Prepared,
  { options: known = {} }: Pick<EngineDescription, "options"> = {},
): Promise<LoadedAnswer> {
  let answer: LoadedAnswer;
  try {
    answer = await talk.start(request);
  } catch (error) {
    if (ownFileBytes === undefined) throw error;
    const file = { path: request.model.path, sizeBytes: ownFileBytes };
    throw new Error(loadProblem(errorText(error), file), { cause: error });
  }
  const { threads, precision, outputs } = answer;
  if (threads !== null && threads !== request.threads) {
    throw new Error(`engine runs on ${threads} threads where ${request.threads} were asked for`);
  }
  if (precision !== null && precision !== request.precision) {
    throw new Error(`engine computes in ${precision} where ${request.precision} was asked for`);
  }
  for (const [name, value] of Object.entries(request.options)) {
    const { confirmed, default: usual } = known[name] ?? {};
    if (confirmed && value !== usual && !answer.confirmed?.includes(name)) {
      throw new Error(`engine did not do what ${name}=${value} asks for: leave the option out`);
    }
  }
  requireWithin(request.folder, outputs);
  return answer;
}

/** Runs a loaded model on other inputs: its outputs of these names, as real numbers. */
export async function answerIn(
  { talk, folder }: PlacedTalk,
  inputs: readonly TensorFile[],
  names: readonly string[],
): Promise<readonly Float32Array<ArrayBuffer>[]> {
  const { outputs } = await talk.run(inputs);
  requireWithin(folder, outputs);
  return await readOutputs(outputs, names);
}

/** Throws Error if an engine left an output elsewhere than in its folder. */
function requireWithin(folder: string, outputs: readonly TensorFile[]): void {
  const outside = outputs.find(({ path }) => !isWithin(path, folder));
  if (outside === undefined) return;
  throw new Error(`engine left output "${outside.name}" outside of its folder`);
}

function isWithin(path: string, folder: string): boolean {
  return resolve(path).startsWith(`${resolve(folder)}/`) ||
    resolve(path).startsWith(`${resolve(folder)}\\`);
}

/** What is known of all processes of a job together; they run the same. */
export function loadedOf(
  job: Job,
  { built, buildMs }: Prepared,
  answers: readonly LoadedAnswer[],
  compared: readonly Compared[],
): Loaded {
  const [first] = answers as readonly [LoadedAnswer];
  const differences = compared.map(({ difference }) => difference);
  return {
    built,
    buildMs,
    loadMs: Math.max(...answers.map(({ loadMs }) => loadMs)),
    firstRunMs: Math.max(...answers.map(({ firstRunMs }) => firstRunMs)),
    warmUpMs: togetherIn(job, answers, answers.map(({ warmUpMs = [] }) => warmUpMs)),
    profiledRunMs: first.profiledRunMs ?? null,
    trace: first.trace ?? null,
    outputSha256: compared[0]?.sha256 ?? "",
    finite: compared.every(({ finite }) => finite),
    referenceDifference: differences.includes(null)
      ? null
      : Math.max(...differences as readonly number[]),
    versions: first.versions,
    deviceName: first.deviceName,
    arithmetic: first.precision,
    runsInFlight: first.runsInFlight,
    notes: first.notes,
  };
}

/** Processes of a job, and what they said. */
interface LoadedProcesses {
  readonly talks: readonly PlacedTalk[];
  readonly answers: readonly LoadedAnswer[];
  /** Largest resident set of each so far, as it says itself. */
  readonly saidBytes: number[];
}

/** A slice of all processes of a job at the same time. */
export async function runSlices(
  job: Job,
  { talks, answers, saidBytes }: LoadedProcesses,
  sliceMs: number,
): Promise<Slice> {
  const slices = await Promise.all(talks.map(({ talk }) => talk.slice(sliceMs)));
  slices.forEach(({ peakMemoryBytes }, index) => saidBytes[index] = peakMemoryBytes);
  return {
    samplesMs: togetherIn(job, answers, slices.map(({ samplesMs }) => samplesMs)),
    idleCpuMs: sum(slices.map(({ idleCpuMs }) => idleCpuMs)),
  };
}

/** Most memory of all processes of a job so far: as the system has it, else as they say. */
export async function peakBytesOf(
  { talks, saidBytes }: Pick<LoadedProcesses, "talks" | "saidBytes">,
): Promise<number> {
  const peaks = talks.map(async ({ talk: { pid } }, index) =>
    await peakMemoryBytesOf(pid) ?? saidBytes[index] ?? 0
  );
  return sum(await Promise.all(peaks));
}

/** Runs of each process of a job, told as runs of the job. */
function togetherIn(
  job: Job,
  answers: readonly LoadedAnswer[],
  samplesMs: readonly (readonly number[])[],
): readonly number[] {
  const { batch } = shareOf(job);
  const parts = answers.map(({ runsInFlight }, index) => ({
    samplesMs: samplesMs[index] ?? [],
    images: batch * runsInFlight,
  }));
  return togetherMs(parts, job.batch);
}
