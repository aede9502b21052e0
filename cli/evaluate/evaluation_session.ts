// What one call of `evaluate` holds: its records, a loaded network, and how one goes through the pictures.

import { MS_PER_SECOND } from "../../bench/samples/units.ts";
import { disagreementOf } from "../../bench/job/agreement.ts";
import { errorText } from "../../bench/job/error_text.ts";
import type { Job } from "../../bench/job/protocol.ts";
import { builtInEngine } from "../../bench/engines/built_in.ts";
import { devicePlaces } from "../../bench/gpu/device_place.ts";
import { readGpus } from "../../bench/machine/gpu_state.ts";
import { type EvaluationRecord, RECORD_SCHEMA } from "../../bench/record/record.ts";
import {
  type AnsweringWorker,
  openWorkers,
  type WorkerOptions,
} from "../../bench/run/worker_process.ts";
import { type Outcome, tallyOf } from "../../evaluate/accuracy/top_tally.ts";
import type { LabelledPicture } from "../../evaluate/data/data_set.ts";
import { DECODERS } from "../../evaluate/images/formats/decode_picture.ts";
import type { Preset } from "../../evaluate/images/preset.ts";
import { canYield } from "../../evaluate/pipeline/low_priority.ts";
import { preparedBatches } from "../../evaluate/pipeline/prepared_batches.ts";
import { answersTo } from "../../evaluate/run/answered_pictures.ts";
import { imageSizeText } from "../../models/graph/image_size.ts";
import { evaluationKey, partText, unlikeConditions } from "../../reports/accuracy/evaluations.ts";
import { percent } from "../../evaluate/accuracy/share.ts";
import { decimalText, fixedText } from "../../reports/text/number_text.ts";
import { chooseEngines } from "../engines/choose_engines.ts";
import { holdRunFolder } from "../records/hold_run_folder.ts";
import type { RecordsFile } from "../records/records_file.ts";
import type { Progress } from "../shell/progress.ts";
import { SUITE_VERSION, suiteCommit } from "../shell/suite.ts";
import { RunError } from "../shell/usage_error.ts";
import type { EvaluateOptions } from "./evaluate_options.ts";
import type { EvaluatedNetwork } from "./evaluated_network.ts";
import { dataSha256 } from "./data_sha256.ts";
import type { PictureFolder } from "./picture_options.ts";

/** A call of `evaluate`, while it lasts. */
export interface EvaluationSession extends AsyncDisposable {
  /**
   * Goes through the pictures, as they are prepared by a preset.
   *
   * @throws {RunError} If the network dies and was not stopped, or the system refuses to write.
   */
  readonly evaluate: (preset: Preset, title: string) => Promise<EvaluatedPictures>;
  /** Whether the person stopped it. */
  readonly isStopped: () => boolean;
}

/** What a pass over the pictures gave. */
export interface EvaluatedPictures {
  readonly record: EvaluationRecord;
  /** Those of an earlier, killed run too. */
  readonly outcomes: readonly Outcome[];
}

/** What is evaluated, and how. */
export interface EvaluationSubject {
  readonly options: EvaluateOptions;
  readonly network: EvaluatedNetwork;
  readonly pictures: PictureFolder;
  readonly quiet: boolean;
}

/**
 * Loads the network.
 *
 * @returns The session, or why the network cannot answer here, or that the person stopped it.
 * @throws {UsageError} If the folder takes no files, another run writes there, or there is no room.
 */
export async function openEvaluation(
  subject: EvaluationSubject,
): Promise<EvaluationSession | { readonly problem: string; readonly isStopped: boolean }> {
  const { options, network: { planned }, quiet } = subject;
  const { asked, device, precision, python, timeLimitMs, folder } = options;
  await using stack = new AsyncDisposableStack();
  const { file, scratchPath, signal, progress } = await holdRunFolder(stack, folder, { quiet });
  const engineOf = (name: string) =>
    name === asked.located.description.name ? asked.located : builtInEngine(name);
  const workerOptions: WorkerOptions = {
    timeLimitMs,
    signal,
    scratch: scratchPath,
    python,
    engineOf,
    isTraced: () => false,
    // Pictures that are decoded yield their core, where they can.
    cores: canYield() ? "own" : "shared",
    placeOf: devicePlaces({ python, read: Deno.env.get, gpus: readGpus }),
    sources: new Map([
      [planned.id, { modelFile: planned.file, weightsFile: planned.weights }],
    ]),
  };
  progress.show("trying the device out", undefined);
  const engines = await chooseEngines({ askedEngines: [asked], device, precision }, workerOptions);
  const refused = (problem: string) => ({ problem, isStopped: signal.aborted });
  if ("problem" in engines) return refused(engines.problem);
  const job = jobOf(subject, engines.chosen.device);
  const workers = stack.use(openWorkers(workerOptions));
  progress.show(`loading ${planned.method}`, undefined);
  let worker: AnsweringWorker;
  try {
    worker = await workers.startWorker(job);
  } catch (error) {
    return refused(errorText(error));
  }
  stack.defer(worker.close);
  const disagreement = disagreementOf(job, worker.loaded);
  if (disagreement !== undefined) return refused(disagreement);
  await workers.rest();
  const held = stack.move();
  return {
    evaluate: (preset, title) =>
      passOver(subject, { file, scratchPath, progress, signal, worker, job, preset, title }),
    isStopped: () => signal.aborted,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

function jobOf({ options, network }: EvaluationSubject, device: string): Job {
  const { preset: { crop }, planned: { id } } = network;
  const { graph, batch, threads, precision, use, seed } = options;
  return {
    ...use,
    model: id,
    graph,
    height: crop,
    width: crop,
    // A file that fixes its batch is loaded as it is.
    batch: network.fixedBatch === undefined ? batch : 1,
    threads,
    device,
    precision,
    input: "copied",
    seed,
  };
}

interface Pass {
  readonly file: RecordsFile;
  /** For pictures that are prepared. */
  readonly scratchPath: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly worker: AnsweringWorker;
  readonly job: Job;
  readonly preset: Preset;
  readonly title: string;
}

/** Goes through the pictures that an earlier run has not reached, and keeps each as it is answered. */
async function passOver(subject: EvaluationSubject, pass: Pass): Promise<EvaluatedPictures> {
  const { options: { resume, batch, workers }, network, pictures: { folder } } = subject;
  const { file, scratchPath, signal, worker, preset, job } = pass;
  const fresh = await recordOf(subject, pass);
  const earlier = resume ? earlierRun(file, fresh) : undefined;
  if (earlier === undefined) {
    if (resume && preset === network.preset) sayNotResumed(pass, fresh);
    file.append(fresh);
  }
  const record = earlier?.record ?? fresh;
  const outcomes = [...earlier?.outcomes ?? []];
  const done = new Set(outcomes.map(({ name }) => name));
  const part = partOf(subject).filter(({ name }) => !done.has(name));
  const keep = (added: readonly Outcome[]) => {
    const { runId } = record;
    file.appendAll(added.map((one) => ({ schema: RECORD_SCHEMA, runId, kind: "picture", ...one })));
    outcomes.push(...added);
  };

  const barred = part.filter(({ problem }) => problem !== undefined);
  if (barred.length > 0) {
    keep(barred.map(({ name, label, problem = "" }) => (
      { name, label, top: [], sha256: "", error: problem }
    )));
  }
  const open = part.filter(({ problem }) => problem === undefined);
  const paths = open.map(({ name }) => `${folder}/${name}`);
  const showRate = rateLine(pass, part.length - barred.length, outcomes);
  const prepared = preparedBatches(paths, preset, { batch, workers, folder: scratchPath });
  const answers = answersTo(open, prepared, {
    batch,
    async answer(path) {
      const { input: name, logits } = network;
      const shape = [batch, 3, job.height, job.width];
      const outputs = await worker.answer([{ name, type: "float32", shape, path }]);
      return outputs[logits] ?? new Float32Array();
    },
  });
  try {
    for await (const added of answers) {
      keep(added);
      showRate(added);
    }
  } catch (error) {
    if (!signal.aborted) throw isOurFault(error) ? error : endedEarly(pass.title, error);
  }
  return { record, outcomes };
}

/** What no engine and no system can do. */
function isOurFault(error: unknown): boolean {
  return [TypeError, RangeError, ReferenceError].some((kind) => error instanceof kind);
}

/** The network died, or there is no room for pictures. */
function endedEarly(title: string, error: unknown): RunError {
  if (error instanceof RunError) return error;
  const kept = "what was answered is kept, --resume goes on";
  return new RunError(`Cannot go on with ${title} as ${errorText(error)}: ${kept}`, {
    cause: error,
  });
}

/** Every picture of the part of this call. */
function partOf({ options: { shard }, pictures: { pictures } }: EvaluationSubject) {
  if (shard === undefined) return pictures;
  return pictures.filter((_: LabelledPicture, i) => i % shard.count === shard.index - 1);
}

/** Says why there is nothing to go on with, if there is an evaluation at all. */
function sayNotResumed(
  { file: { records }, progress }: Pick<Pass, "file" | "progress">,
  fresh: EvaluationRecord,
): void {
  const latest = records.findLast((one) => one.kind === "evaluation");
  if (latest === undefined) return;
  const unlike = [
    ...unlikeConditions(latest, fresh),
    ...partText(latest) === partText(fresh) ? [] : ["part"],
  ];
  progress.say(
    `warning: nothing was resumed: the last evaluation there has another ${unlike.join(", ")}`,
  );
}

/** The latest run of the same, with what it has. */
function earlierRun(
  { records }: Pick<RecordsFile, "records">,
  fresh: EvaluationRecord,
): EvaluatedPictures | undefined {
  const record = records.findLast((one): one is EvaluationRecord =>
    one.kind === "evaluation" && evaluationKey(one) === evaluationKey(fresh) &&
    partText(one) === partText(fresh)
  );
  if (record === undefined) return undefined;
  // What could not be read is tried again.
  const outcomes = records.flatMap((one) =>
    one.kind === "picture" && one.runId === record.runId && one.error === undefined ? [one] : []
  );
  return { record, outcomes };
}

async function recordOf(
  { options, network, pictures }: EvaluationSubject,
  { worker, job, preset }: Pass,
): Promise<EvaluationRecord> {
  const { planned: { id, method }, classes, graphHash, weights } = network;
  const { variant } = job;
  return {
    schema: RECORD_SCHEMA,
    runId: crypto.randomUUID(),
    kind: "evaluation",
    startedAt: new Date().toISOString(),
    suiteVersion: SUITE_VERSION,
    gitCommit: await suiteCommit(),
    commandLine: Deno.args,
    model: id,
    method,
    size: imageSizeText(job),
    classes,
    graphHash,
    weights,
    preset,
    decoders: { ...DECODERS },
    data: {
      name: pictures.folder.split(/[/\\]/).at(-1) ?? "",
      labels: pictures.kind,
      pictures: pictures.pictures.length,
      sha256: dataSha256(pictures.pictures),
    },
    engine: job.engine,
    ...variant === undefined ? {} : { variant },
    instances: job.instances,
    engineOptions: job.options,
    engineVersions: worker.loaded.versions,
    device: job.device,
    precision: job.precision,
    threads: job.threads,
    batch: options.batch,
    graph: job.graph,
    ...options.shard === undefined ? {} : { shard: options.shard },
  };
}

/** Says how far it is, how fast, and how much is right so far, with what was kept earlier. */
function rateLine(
  { progress, title }: Pick<Pass, "progress" | "title">,
  total: number,
  earlier: readonly Outcome[],
) {
  const start = performance.now();
  let count = 0;
  let { top1 } = tallyOf(earlier, 0);
  return (added: readonly Outcome[]): void => {
    count += added.length;
    const perMs = count / (performance.now() - start);
    const { top1: { count: right, total: read } } = tallyOf(added, 0);
    top1 = { count: top1.count + right, total: top1.total + read };
    const share = top1.total === 0 ? "" : `, Top-1 so far ${fixedText(percent(top1), 1)} %`;
    progress.show(
      `${title}: ${count} of ${total} pictures, ${decimalText(MS_PER_SECOND * perMs)}/s${share}`,
      (total - count) / perMs,
    );
  };
}
