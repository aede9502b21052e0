// `bench --against COMMIT`: this version and an older one, timed interleaved on this machine: the
// honest way to gate on a shared runner.

import { openEnergyMeter } from "../../bench/energy/open_energy_meter.ts";
import { readMachineState } from "../../bench/machine/environment.ts";
import { withGpuFault } from "../../bench/machine/gpu_faults.ts";
import { sharedErrorRate } from "../../bench/samples/statistics.ts";
import type { RunPlan } from "../../bench/plan/plan.ts";
import type { BenchRecord } from "../../bench/record/record.ts";
import { measureAgainst, type VersionSide } from "../../bench/run/against.ts";
import { openWorkers, type WorkerOptions, type Workers } from "../../bench/run/worker_process.ts";
import { type CompareReport, compareSides } from "../../reports/compare/compare.ts";
import { pairedRatio, spreadOf } from "../../reports/compare/ratio_interval.ts";
import { sideOf } from "../../reports/compare/side.ts";
import { commitText } from "../../reports/text/commit_text.ts";
import { EXIT_OF } from "../compare/compare_exit.ts";
import { COMPARE_RENDERERS, showComparison } from "../compare/compare_files.ts";
import { type KeepRecord, recordKeeper } from "../records/record_keeper.ts";
import { openRecordsFile } from "../records/records_file.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { writeFile } from "../shell/files.ts";
import { note, type Shown } from "../shell/print.ts";
import { checkOut } from "./base_version.ts";
import { runRecordOf } from "../../bench/run/record_of.ts";
import { type BenchSession, endRecordOf, type Software } from "./bench_session.ts";

/** What a comparison of two versions is asked for. */
export interface AgainstOptions {
  readonly commit: string;
  readonly margin: number;
  /** What was not shown to be good does not pass. */
  readonly strict: boolean;
  readonly folder: string;
  readonly shown: Shown;
}

/** One version: what it measures, by which workers, and where its records go. */
interface Version {
  readonly side: VersionSide;
  readonly plan: RunPlan;
  readonly software: Software;
  readonly workers: Workers;
  readonly records: readonly BenchRecord[];
  readonly keep: KeepRecord;
}

type Versions = Readonly<{ [Side in VersionSide]: Version }>;

/** Times a plan in both versions, writes both records and the comparison, and judges. */
export async function compareAgainst(
  [plan]: readonly RunPlan[],
  options: AgainstOptions,
  session: BenchSession,
): Promise<ExitCode> {
  if (plan === undefined) return EXIT.nothingMeasured;
  const { workerOptions, software, progress } = session;
  await using stack = new AsyncDisposableStack();
  const versionOf = (version: Pick<Version, "side" | "plan" | "software" | "workers">) => {
    const file = openRecordsFile(`${options.folder}/against-${version.side}.jsonl`);
    stack.defer(file.close);
    const records: BenchRecord[] = [];
    return { ...version, records, keep: recordKeeper(file, records, session.giveUp) };
  };
  const workersIn = (options: WorkerOptions) => stack.use(openWorkers(options));
  const base = await checkOut(options.commit, workerOptions.scratch);
  stack.defer(base.remove);
  const versions: Versions = {
    base: versionOf({
      side: "base",
      plan: { ...plan, runId: crypto.randomUUID() },
      software: { ...software, gitCommit: base.commit, gitDirty: false },
      workers: workersIn({ ...workerOptions, ...base.workerOptions }),
    }),
    new: versionOf({ side: "new", plan, software, workers: workersIn(workerOptions) }),
  };

  const { interrupted } = await measureVersions(versions, session);
  progress.end();
  if (interrupted) {
    const { folder } = options;
    note(
      `interrupted: the rounds so far are in ${folder}/against-base.jsonl and against-new.jsonl`,
    );
    return EXIT.interrupted;
  }
  const report = reportOn(versions, options);
  const file = `${options.folder}/compare.md`;
  const write = () => writeFile(file, COMPARE_RENDERERS.md(report));
  await showComparison(report, { shown: options.shown, file, write });
  const exit = EXIT_OF[report.outcome];
  const isTimed = versions.new.records.some(({ kind }) => kind === "timing");
  return exit === EXIT.done && !isTimed ? EXIT.nothingMeasured : exit;
}

/** Times both versions in the same rounds; each gets its records as they come. */
async function measureVersions(versions: Versions, session: BenchSession) {
  const { base, new: own } = versions;
  const emit = (side: VersionSide, record: BenchRecord) => {
    versions[side].keep(record);
    if (record.kind !== "failure") return;
    session.progress.say(`failed: ${record.model}, ${side} (${record.stage}): ${record.reason}`);
  };
  const start = performance.now();
  for (const { side, plan, software } of [base, own]) {
    emit(side, runRecordOf(plan, { ...session, software, commandLine: Deno.args }));
  }
  const { chosen, environment } = session;
  const { gpus } = environment.state;
  await using meter = await openEnergyMeter(chosen.device, environment);
  const { interrupted } = await measureAgainst({ base: base.plan, new: own.plan }, {
    meter,
    ...(gpus === undefined ? {} : { explained: (reason) => withGpuFault(reason, gpus) }),
    workers: { base: base.workers, new: own.workers },
    now: () => performance.now(),
    signal: session.signal,
    emit,
    spreadOf: (before, after, rowCount) =>
      spreadOf(pairedRatio(before, after, sharedErrorRate(rowCount))),
    show: session.progress.show,
    device: session.chosen,
  });
  const wallMs = performance.now() - start;
  const ending = { interrupted, wallMs, state: await readMachineState(session.environment.state) };
  for (const { side, plan, records } of [base, own]) {
    emit(side, endRecordOf(plan.runId, ending, records));
  }
  return { interrupted };
}

function reportOn(
  { base, new: own }: Versions,
  { margin, strict }: Pick<AgainstOptions, "margin" | "strict">,
): CompareReport {
  const namedSide = ({ side, software, records }: Version) =>
    sideOf(`${side} (${commitText(software) ?? "no commit"})`, records);
  return compareSides(namedSide(base), namedSide(own), { margin, strict, paired: true });
}
