// What one call of `bench` works with, whatever it measures: what it holds until it ends, and what it
// knows of machine and device.

import { devicePlaces } from "../../bench/gpu/device_place.ts";
import { machineFingerprint, readEnvironment } from "../../bench/machine/environment.ts";
import { readGpus } from "../../bench/machine/gpu_state.ts";
import type { ProbedDevice } from "../../bench/job/protocol.ts";
import {
  type BenchRecord,
  type EndRecord,
  RECORD_SCHEMA,
  type RunRecord,
} from "../../bench/record/record.ts";
import { cardName } from "../../bench/job/card_name.ts";
import { builtInEngine } from "../../bench/engines/built_in.ts";
import type { WorkerOptions } from "../../bench/run/worker_process.ts";
import { holdRunFolder } from "../records/hold_run_folder.ts";
import type { RecordsFile } from "../records/records_file.ts";
import type { Progress } from "../shell/progress.ts";
import { SUITE_VERSION, suiteCommit, suiteIsDirty } from "../shell/suite.ts";
import type { RunError } from "../shell/usage_error.ts";
import type { BenchOptions } from "./bench_options.ts";
import type { ChosenDevice } from "../engines/choose_device.ts";
import type { ChosenEngines } from "../engines/choose_engines.ts";

/** What a call holds until it ends. */
export interface OpenBench extends AsyncDisposable {
  /** The records of the folder; no other run writes there meanwhile. */
  readonly file: RecordsFile;
  readonly progress: Progress;
  readonly workerOptions: WorkerOptions;
  /** Aborted by a signal or by `giveUp`. */
  readonly signal: AbortSignal;
  /** Ends the measuring, since what is measured cannot be kept. */
  readonly giveUp: (problem: RunError) => void;
  /** Whether it was given up. */
  readonly isFull: () => boolean;
}

/**
 * Takes hold of all that a call needs.
 *
 * @throws {UsageError} If the folder takes no files, another run writes there, or there is no room
 * for scratch.
 */
export async function openBench(
  { folder, timeLimitMs, loadEnd, sizedModels, askedEngines, python }: BenchOptions,
  { quiet }: { readonly quiet: boolean },
): Promise<OpenBench> {
  await using stack = new AsyncDisposableStack();
  const { file, scratchPath, signal, abort, progress } = await holdRunFolder(stack, folder, {
    quiet,
  });
  const held = stack.move();
  const sources = new Map(
    sizedModels.flatMap(({ models }) => models)
      .map(({ id, file, weights }) => [id, { modelFile: file, weightsFile: weights }]),
  );
  const byName = new Map(askedEngines.map(({ located }) => [located.description.name, located]));
  let isFull = false;
  return {
    file,
    progress,
    workerOptions: {
      timeLimitMs,
      ...(loadEnd === undefined ? {} : { loadEnd }),
      signal,
      scratch: scratchPath,
      python,
      placeOf: devicePlaces({ python, read: Deno.env.get, gpus: readGpus }),
      engineOf: (name) => byName.get(name) ?? builtInEngine(name),
      formats: [...new Set(askedEngines.map(({ located }) => located.description.takes))],
      sources,
    },
    signal,
    giveUp({ message }) {
      isFull = true;
      progress.say(`error: ${message}`);
      abort();
    },
    isFull: () => isFull,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/** Which version of the suite measures. */
export type Software = Pick<RunRecord, "suiteVersion" | "gitCommit" | "gitDirty">;

/** What is held, and what measures on what. */
export interface BenchSession extends Omit<OpenBench, keyof AsyncDisposable> {
  readonly chosen: ChosenDevice;
  readonly engines: ChosenEngines;
  readonly environment: RunRecord["environment"];
  readonly machine: string;
  readonly software: Software;
}

/** Looks at the machine, now that the device is known. */
export async function startSession(
  held: OpenBench,
  engines: ChosenEngines,
): Promise<BenchSession> {
  const { chosen } = engines;
  const environment = await readEnvironment(chosen, Deno.env.get);
  const machine = await machineFingerprint(environment);
  const software = {
    suiteVersion: SUITE_VERSION,
    gitCommit: await suiteCommit(),
    gitDirty: await suiteIsDirty(),
  };
  const named = withCardName(engines, environment);
  return { ...held, chosen: named.chosen, engines: named, environment, machine, software };
}

/** Names the card to engines that do not know its name. */
function withCardName(
  { chosen, devices, ...others }: ChosenEngines,
  environment: RunRecord["environment"],
): ChosenEngines {
  const card = cardName(chosen.device, environment);
  const named = <Probed extends ProbedDevice>(device: Probed): Probed => ({
    ...device,
    deviceName: device.deviceName ?? card,
  });
  return {
    ...others,
    chosen: named(chosen),
    devices: new Map(devices.entries().map(([engine, device]) => [engine, named(device)])),
  };
}

/** The record that a run ends with, made from those before it. */
export function endRecordOf(
  runId: string,
  ending: Pick<EndRecord, "interrupted" | "wallMs" | "state">,
  records: readonly BenchRecord[],
): EndRecord {
  const sampledMs = records
    .flatMap((record) => record.kind === "round" && record.runId === runId ? record.samplesMs : [])
    .reduce((sum, sampleMs) => sum + sampleMs, 0);
  return { schema: RECORD_SCHEMA, kind: "end", runId, ...ending, sampledMs };
}
