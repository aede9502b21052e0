// Workers: engine processes that have loaded the model of a job, checked against what was asked for.

import { builtInEngine } from "../engines/built_in.ts";
import { type EngineOptions, talkToEngine } from "../engine/engine_talk.ts";
import type { LocatedEngine } from "../engine/located_engine.ts";
import { PROTOCOL_VERSION, type StartRequest, type TensorFile } from "../engine/requests.ts";
import { unsuitability } from "../engine/suits.ts";
import { isReference } from "../job/agreement.ts";
import { findCeiling } from "../job/ceiling.ts";
import { deviceKind } from "../job/device.ts";
import {
  DEFAULT_ENGINE,
  type Device,
  type EngineUse,
  type Job,
  type Loaded,
  type Precision,
  type ProbeResult,
  type Slice,
} from "../job/protocol.ts";
import { type Asked, type AskedFiles, newPreparer } from "../prepare/preparer_process.ts";
import type { Compared, ModelFormat, ModelSource } from "../prepare/preparation.ts";
import { readableOfModel, readableOfSource } from "../prepare/readable_paths.ts";
import { devicePlaces, type PlaceOf, placeOfJob, USUAL_PYTHON } from "../gpu/device_place.ts";
import { readGpus } from "../machine/gpu_state.ts";
import { earlyStarts } from "../process/early_starts.ts";
import { ownMemoryBytesOf } from "../process/peak_memory.ts";
import { SUITE_FOLDER } from "../process/suite_process.ts";
import {
  answerIn,
  loadedOf,
  type LoadEnd,
  loadIn,
  loadTimeUntil,
  peakBytesOf,
  type PlacedTalk,
  runSlices,
  startRequest,
  TOO_LATE,
} from "./loaded_engines.ts";
import { processorsOf, shareOf } from "./side_by_side.ts";

/** A worker as the schedule sees it: one loaded graph. */
export interface LoadedWorker {
  readonly loaded: Loaded;
  /** It was warmed up before. */
  readonly isWarm?: true;
  /** Runs the batch until `sliceMs` is over, one run at least. Throws Error if the worker dies. */
  readonly runSlice: (sliceMs: number) => Promise<Slice>;
  /** Largest resident set of its processes so far: a program may have to be started for it. */
  readonly peakMemoryBytes: () => Promise<number>;
  /** Ends the process at once; never throws. */
  readonly close: () => Promise<void>;
}

/** A worker that takes inputs of one's own, too. */
export interface AnsweringWorker extends LoadedWorker {
  /**
   * Its outputs, in the order of the graph, for inputs like those that it was started with, in files of the
   * scratch folder. Throws Error if the worker dies, or its engine takes no other inputs.
   */
  readonly answer: (inputs: readonly TensorFile[]) => Promise<readonly Float32Array[]>;
}

/** Starts the worker of a job; throws Error with the reason if it cannot load or run. */
export type StartWorker = (job: Job) => Promise<LoadedWorker>;

/**
 * Tries rewrites of a job's graph out: the difference of its outputs with these alone, by name, to the
 * plain graph's on the CPU; infinite where one is not a number. Throws Error if the worker dies.
 */
export type DifferenceWith = (job: Job, rewrites: readonly string[]) => Promise<number>;

/** How workers are started. */
export interface WorkerOptions {
  readonly timeLimitMs: number;
  /** @default whatever takes long is waited for */
  readonly loadEnd?: LoadEnd;
  /** Ends every worker as soon as it is aborted, whatever it is doing. */
  readonly signal?: AbortSignal;
  /** For models while they are loaded, and traces; absolute, and there. */
  readonly scratch: string;
  /** Where models come from, by their ids; graphs lie in that folder. @default the catalog has all */
  readonly sources?: ReadonlyMap<string, ModelSource>;
  /** Finds an engine by its name. @default those of this suite */
  readonly engineOf?: (name: string) => LocatedEngine;
  /** What models are written as. @default what the engine of each job takes */
  readonly formats?: readonly ModelFormat[];
  /** The user's Python. @default USUAL_PYTHON */
  readonly python?: string;
  /** What engines need on a device. @default as the Python and the system have it */
  readonly placeOf?: PlaceOf;
  /** Whether other work of this call runs on the same cores. @default they are timed, and have them */
  readonly cores?: StartRequest["cores"];
  /** Whether a job is asked where its time goes. @default all are that have a row */
  readonly isTraced?: (job: Job) => boolean;
  /** Processors that instances are bound to, as far as the system does it. @default unbound */
  readonly processors?: readonly number[];
  /** Processes that get ready at the same time. @default as many as the processors of this one */
  readonly readySideBySide?: number;
  /** Folder of the suite that prepares models. @default this one */
  readonly suite?: string;
}

/** Workers that share what was prepared for them. */
export interface Workers extends AsyncDisposable {
  readonly startWorker: (job: Job) => Promise<AnsweringWorker>;
  readonly differenceWith: DifferenceWith;
  /** Which jobs are started next: files stay for those that share them. */
  readonly expect: (jobs: readonly Job[]) => void;
  /** All of them are loaded, or will not be: nothing that only loading needs stays. */
  readonly rest: () => Promise<void>;
}

/** Workers as processes of their own, killed when an answer takes longer than the limit. */
export function openWorkers(given: WorkerOptions): Workers {
  const options = withPlaces(given);
  const loadTime = loadTimeUntil(options.loadEnd);
  const { sources = new Map<string, ModelSource>(), isTraced = () => true } = options;
  const preparer = newPreparer({
    ...options,
    readable: [...sources.values()].flatMap(readableOfSource),
  });

  // Processes get ready side by side, none of them while another one loads.
  const early = earlyStarts<Job, readonly PlacedTalk[]>({
    start: (job) => startTalks(job, options),
    ready: async (talks) => void await Promise.all(talks.map(({ talk }) => talk.ready())),
    end: closeAll,
    groupOf: ({ model }) => model,
    weightOf: (job) => readyWeight(job, options),
    room: options.readySideBySide ?? navigator.hardwareConcurrency,
  });

  const rest = () => early.endRest().then(preparer.rest);

  async function startWorker(job: Job): Promise<AnsweringWorker> {
    if (loadTime.leftMs() <= 0) throw new Error(TOO_LATE);
    const asked = askedOf(job, options);
    const preparing = preparer.prepare(asked);
    // Where processes do not start, it is they who say why.
    preparing.catch(() => undefined);
    try {
      const talks = await early.take(job);
      return await workerOf(job, { asked, preparing }, talks);
    } finally {
      await preparer.release(asked);
    }
  }

  async function workerOf(
    job: Job,
    files: AskedFiles,
    talks: readonly PlacedTalk[],
  ): Promise<AnsweringWorker> {
    const [first] = talks as readonly [PlacedTalk];
    try {
      const { prepared, answers, compared } = await loadAll(job, files, talks);
      loadTime.loaded(job);
      const processes = { talks, answers, saidBytes: [] };
      return {
        loaded: loadedOf(job, prepared, answers, compared),
        runSlice: (sliceMs) => runSlices(job, processes, sliceMs),
        peakMemoryBytes: () => peakBytesOf(processes),
        answer: (inputs) => answerIn(first, inputs, prepared.outputs),
        close: () => closeAll(talks),
      };
    } catch (error) {
      await closeAll(talks);
      if (loadTime.leftMs() <= 0) throw new Error(TOO_LATE, { cause: error });
      throw error;
    }
  }

  /** Loads the model in every process at the same time, then looks at their outputs. */
  async function loadAll(
    job: Job,
    { asked, preparing }: AskedFiles,
    talks: readonly PlacedTalk[],
  ) {
    const prepared = await preparing;
    const given = {
      prepared,
      engine: engineFor(job, options),
      // A ceiling is traced only where its nodes could run elsewhere than asked for.
      trace: (findCeiling(job.model) === undefined || job.device !== "cpu") && isTraced(job),
      ...(options.cores === undefined ? {} : { cores: options.cores }),
    };
    const answers = await Promise.all(
      talks.map(({ talk, folder }) =>
        loadIn(
          { start: (request) => talk.start(request, loadTime.leftMs()) },
          startRequest(job, { ...given, folder }),
          prepared,
          given.engine.description,
        )
      ),
    );
    const compared: Compared[] = [];
    for (const { outputs } of answers) {
      compared.push(await preparer.compare({ ...asked, outputs }));
      for (const { path } of outputs) await Deno.remove(path).catch(() => undefined);
    }
    return { prepared, answers, compared };
  }

  return {
    startWorker,
    expect(jobs) {
      early.expect(jobs);
      preparer.expect(jobs.flatMap((job) => {
        try {
          return [askedOf(job, options)];
        } catch {
          // Its row will say what is wrong with its engine.
          return [];
        }
      }));
    },
    rest,
    [Symbol.asyncDispose]: rest,
    async differenceWith(job, rewrites) {
      const tried: Job = { ...job, instances: 1, graph: "fast", rewrites };
      const asked = { ...askedOf(tried, options), needsReference: true };
      const talks = await startTalks(tried, options);
      try {
        const files = { asked, preparing: preparer.prepare(asked) };
        const { compared: [compared] } = await loadAll(tried, files, talks);
        return compared?.difference ?? Infinity;
      } finally {
        await closeAll(talks);
        await preparer.release(asked);
      }
    },
  };
}

/** What a job's processes take to get ready; of an engine that is not there, nobody knows. */
function readyWeight(job: Job, options: WorkerOptions): number {
  try {
    return engineFor(job, options).description.tellsReady ? job.instances : Infinity;
  } catch {
    return Infinity;
  }
}

function engineFor({ engine }: EngineUse, { engineOf = builtInEngine }: WorkerOptions) {
  return engineOf(engine);
}

/** What is prepared for a job: the model for one of its processes. */
function askedOf(job: Job, options: WorkerOptions): Asked {
  const { takes, halfFile = false } = engineFor(job, options).description;
  const precision = job.precision === "fp16" && halfFile ? "fp16" : "fp32";
  return {
    job: { ...job, ...shareOf(job), precision },
    formats: options.formats ?? [takes],
    needsReference: !isReference(job),
    ...options.sources?.get(job.model),
  };
}

/** Options with what engines need on a device. */
type PlacedOptions = WorkerOptions & Required<Pick<WorkerOptions, "placeOf">>;

function withPlaces(options: WorkerOptions): PlacedOptions {
  const { python = USUAL_PYTHON } = options;
  return { placeOf: devicePlaces({ python, gpus: readGpus }), ...options };
}

function engineOptions(
  { timeLimitMs, signal, scratch, python = USUAL_PYTHON }: WorkerOptions,
): Omit<EngineOptions, "folder"> {
  return {
    timeLimitMs,
    signal,
    deno: Deno.execPath(),
    python,
    suite: SUITE_FOLDER,
    readable: [scratch],
  };
}

/** Starts the processes of a job; they get ready while the model is prepared. */
async function startTalks(job: Job, options: PlacedOptions): Promise<readonly PlacedTalk[]> {
  const engine = engineFor(job, options);
  const problem = unsuitability(engine.description, job);
  if (problem !== undefined) throw new Error(problem);
  const usual = engineOptions(options);
  const readable = [
    ...usual.readable,
    ...readableOfModel(options.sources?.get(job.model)?.modelFile),
  ];
  const { under: libraries, variables } = await placeOfJob(options.placeOf, job);
  const talks: PlacedTalk[] = [];
  try {
    for (let index = 0; index < job.instances; index++) {
      const folder = await Deno.makeTempDir({ dir: options.scratch, prefix: "row-" });
      const processors = processorsOf(index, job.instances, options.processors);
      const under = [...libraries, ...processors];
      const place = { readable, folder, under, variables };
      talks.push({ folder, talk: talkToEngine(engine, { ...usual, ...place }) });
    }
    return talks;
  } catch (error) {
    await closeAll(talks);
    throw error;
  }
}

async function closeAll(talks: readonly PlacedTalk[]): Promise<void> {
  await Promise.all(talks.map(async ({ talk, folder }) => {
    await talk.close();
    await Deno.remove(folder, { recursive: true }).catch(() => undefined);
  }));
}

/** What is tried out of an engine. */
export interface ProbedUse extends Partial<Pick<EngineUse, "engine" | "options">> {
  readonly device: Device;
  readonly precision?: Precision;
}

/**
 * Tries a device out in a process of its own.
 *
 * @throws {Error} If the engine itself cannot be started; the message says why.
 */
export async function probe(
  { device, precision = "fp32", engine = DEFAULT_ENGINE, options: given = {} }: ProbedUse,
  options: WorkerOptions,
): Promise<ProbeResult> {
  const located = engineFor({ engine, options: given, instances: 1 }, options);
  const { scratch: folder } = options;
  const usual = engineOptions(options);
  const talk = talkToEngine(located, {
    ...usual,
    folder,
    ...await placeOfJob(withPlaces(options).placeOf, { device, precision }),
  });
  try {
    const { kind: _, precision: arithmetic, ...facts } = await talk.probe({
      protocol: PROTOCOL_VERSION,
      device: deviceKind(device),
      precision,
      options: { ...given },
    });
    const processBytes = await ownMemoryBytesOf(talk.pid);
    return { ...facts, arithmetic, ...(processBytes === null ? {} : { processBytes }) };
  } finally {
    await talk.close();
  }
}
