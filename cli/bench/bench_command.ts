// `bench`: the main job. Counts and times the models and writes the table of the paper.

import {
  adviceBefore,
  adviceOn,
  adviceOnArithmetic,
  adviceOnThreads,
} from "../../bench/machine/machine_advice.ts";
import { adviceOnGpuBinding } from "../../bench/machine/gpu_advice.ts";
import { CUDA_DEVICES, deviceKind } from "../../bench/job/device.ts";
import { withGpuFault } from "../../bench/machine/gpu_faults.ts";
import { ownTableAddition, ownTableOf, withTableModels } from "../audit/own_table.ts";
import { machinesOf, profileOf, reportOf, showReport } from "../commands/show_report.ts";
import { shownOf } from "../options/shared_options.ts";
import { RECORDS_NAME } from "../records/read_records.ts";
import type { Arguments, Command } from "../shell/command.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { isOpenvinoSetUp, untriedDeviceText } from "../setup/untried_device.ts";
import { note } from "../shell/print.ts";
import { tunedPath, tunedRewrites } from "../tune/tuned_file.ts";
import { callForecast } from "./bench_forecast.ts";
import { BENCH_OPTIONS, type BenchOptions, benchOptionsOf } from "./bench_options.ts";
import { plainBesideFast, plansOf, provisionalPlans, shardedPlans } from "./bench_plans.ts";
import { type BenchSession, openBench, startSession } from "./bench_session.ts";
import { chooseEngines, type ChosenEngines } from "../engines/choose_engines.ts";
import { compareAgainst } from "./compare_against.ts";
import { type Measured, measurePlans } from "./measure_plans.ts";

const INTERRUPTED =
  "interrupted: what was measured is kept and shown; the same command with --resume goes on";

async function run(args: Arguments): Promise<ExitCode> {
  const own = ownTableOf(args);
  const options = benchOptionsOf(withTableModels(args, own));
  const shown = shownOf(args);
  const quiet = args.has("quiet");
  await using held = await openBench(options, { quiet });
  const { progress, signal } = held;

  const forecast = callForecast();
  progress.show("looking for the device", forecast.ms(provisionalPlans(options)));
  const engines = await chooseEngines(options, held.workerOptions);
  if (signal.aborted) {
    progress.say(INTERRUPTED);
    return EXIT.interrupted;
  }
  if ("problem" in engines) {
    const { device } = options;
    const reason = CUDA_DEVICES.includes(deviceKind(device))
      ? await withGpuFault(engines.problem, [])
      : engines.problem;
    progress.say(`error: Cannot measure on ${device}: ${reason}`);
    return EXIT.nothingMeasured;
  }

  const session = await startSession(held, engines);
  warn(session, options);
  const tuned = await tunedFor(session);
  const plans = plansOf(options, engines.chosen.device, session.environment, engines.versions)
    .map((plan) => tuned === undefined ? plan : { ...plan, rewrites: tuned });
  if (options.against !== undefined) {
    const asked = { ...options, commit: options.against, shown };
    const code = await compareAgainst(plans, asked, session);
    return held.isFull() ? EXIT.failed : code;
  }
  const parts = await shardedPlans(plans, options);
  const measured = await measurePlans(parts, options, { session, forecast });
  progress.end();

  const { folder, sort, profile } = options;
  const { records } = measured;
  const report = reportOf(records, { sort });
  if (signal.aborted && !held.isFull()) note(INTERRUPTED);
  const additions = [
    profileOf(records, profile),
    machinesOf(records),
    ownTableAddition(own, records),
  ];
  await showReport(report, { shown, folder, additions });
  if (!quiet) {
    note(`wrote ${folder}/table.md, report.html and ${RECORDS_NAME}`);
    await noteUntried(records);
  }
  return exitOf(measured, session);
}

/** Rewrites that `tune` found for this device and machine, and says so; `undefined` if there are none. */
async function tunedFor(
  { chosen: { device }, machine, environment: { onnxruntime }, progress }: BenchSession,
): Promise<readonly string[] | undefined> {
  const path = tunedPath({ device, machine });
  const text = await Deno.readTextFile(path).catch(() => undefined);
  if (text === undefined) return undefined;
  const found = tunedRewrites(text, { device, machine, onnxruntime });
  if ("problem" in found) {
    progress.say(`warning: the rewrites in ${path} are not taken, as ${found.problem}`);
    return undefined;
  }
  progress.tell(`fast graphs have the rewrites that tune found, in ${path}`);
  return found.rewrites;
}

/** Says what could be faster here and was not measured. */
async function noteUntried(records: Measured["records"]): Promise<void> {
  const measured = records.flatMap((record) =>
    record.kind === "timing" ? [{ engine: record.engine, device: record.deviceUsed }] : []
  );
  const platform = Deno.build;
  const text = untriedDeviceText(measured, {
    platform,
    isSetUp: await isOpenvinoSetUp(platform),
  });
  if (text !== undefined) note(`note: ${text}`);
}

/** Says what is wrong with the folder's records, and what on this machine will disturb the run. */
function warn(session: BenchSession, options: BenchOptions): void {
  const { file, environment, chosen, progress } = session;
  const { folder, threads } = options;
  const warnings = [
    ...file.problems.map((problem) => `${folder}/${RECORDS_NAME}: ${problem}`),
    ...adviceBefore(environment),
    ...adviceOnGpuBinding(chosen.device, environment),
    ...adviceOn({ ...options, device: chosen.device }),
    ...adviceOnArithmetic(chosen, options),
    ...engineAdvice(options, session.engines),
    ...(threads === undefined ? [] : adviceOnThreads(threads, environment)),
  ];
  warnings.forEach((text) => progress.say(`warning: ${text}`));
}

/** What is said of engines that do not work here, or run another graph than the default one. */
function engineAdvice(
  { askedEngines, graphs }: BenchOptions,
  { chosen: { device }, missing }: ChosenEngines,
): readonly string[] {
  const plain = plainBesideFast(askedEngines, device);
  if (graphs !== undefined || plain.length === 0) return [...missing.values()];
  return [
    ...missing.values(),
    `${plain.join(", ")}: the plain graph is timed, as nobody has proved the fast one equal ` +
    "there: --graph plain,fast tries it beside the plain one",
  ];
}

function exitOf({ timedCount, failedCount }: Measured, session: BenchSession): ExitCode {
  if (session.isFull()) return EXIT.failed;
  if (session.signal.aborted) return EXIT.interrupted;
  if (timedCount === 0) return EXIT.nothingMeasured;
  return failedCount > 0 ? EXIT.failed : EXIT.done;
}

/** Counts and times models; see the options. */
export const benchCommand: Command = {
  name: "bench",
  positional: "[MODEL|FILE…]",
  summary: "Counts and times the models (default: the paper's table) and writes the reports.",
  options: BENCH_OPTIONS,
  run,
};
