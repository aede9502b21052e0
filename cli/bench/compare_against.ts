// `bench --against COMMIT`: this version and an older one, timed interleaved on this machine: the
// honest way to gate on a shared runner.

import { measureAgainst, type VersionSide } from "../../bench/run/against.ts";
import type { RunPlan } from "../../bench/plan/plan.ts";
import { readMachineState } from "../../bench/machine/environment.ts";
import type { Record } from "../../bench/record/record.ts";
import { workerStarter } from "../../bench/run/worker_process.ts";
import { commitText } from "../../reports/text/commit_text.ts";
import { compareSides } from "../../reports/compare/compare.ts";
import { sideOf } from "../../reports/compare/side.ts";
import { checkOut } from "./base_version.ts";
import { type BenchSession, endRecordOf, runRecordOf } from "./bench_session.ts";
import { exitOf } from "../commands/compare_exit.ts";
import { COMPARE_RENDERERS } from "../commands/compare_files.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { printThenWrite, writeFile } from "../shell/files.ts";
import { tellOutside } from "../shell/github_actions.ts";
import { note, show, type Shown } from "../shell/print.ts";
import { recordKeeper } from "../records/record_keeper.ts";
import { openRecordsFile, type RecordsFile } from "../records/records_file.ts";

const SIDES = ["base", "new"] as const satisfies readonly VersionSide[];

/** What a comparison of two versions is asked for. */
export interface AgainstOptions {
  readonly commit: string;
  readonly margin: number;
  /** What was not shown to be good does not pass. */
  readonly strict: boolean;
  readonly folder: string;
  readonly shown: Shown;
}

/** Times a plan in both versions, writes both records and the comparison, and judges. */
export async function compareAgainst(
  plan: RunPlan,
  options: AgainstOptions,
  session: BenchSession,
): Promise<ExitCode> {
  const { folder, margin, strict, shown } = options;
  const { workerOptions, progress, signal } = session;
  const files = recordsFilesIn(folder);
  const base = await checkOut(options.commit, workerOptions.traceFolder);
  const plans = {
    base: { ...plan, runId: crypto.randomUUID() },
    new: plan,
  } as const;
  const software = {
    base: { ...session.software, gitCommit: base.commit, gitDirty: false },
    new: session.software,
  } as const;
  const records: { readonly [Side in VersionSide]: Record[] } = { base: [], new: [] };
  const keep = {
    base: recordKeeper(files.base, records.base, session.giveUp),
    new: recordKeeper(files.new, records.new, session.giveUp),
  } as const;
  const emit = (side: VersionSide, record: Record) => {
    keep[side](record);
    if (record.kind === "failure") {
      progress.say(`failed: ${record.model}, ${side} (${record.stage}): ${record.reason}`);
    }
  };

  try {
    const start = performance.now();
    for (const side of SIDES) {
      emit(side, runRecordOf(plans[side], { ...session, software: software[side] }));
    }
    const { interrupted } = await measureAgainst(plans, {
      startWorker: {
        base: workerStarter({ ...workerOptions, workerArguments: base.workerArguments }),
        new: workerStarter(workerOptions),
      },
      now: () => performance.now(),
      signal,
      emit,
      show: progress.show,
      device: session.chosen,
    });
    const ending = {
      ...{ interrupted, wallMs: performance.now() - start, state: await readMachineState() },
    };
    for (const side of SIDES) emit(side, endRecordOf(plans[side].runId, ending, records[side]));
    progress.end();
    if (interrupted) {
      note(
        `interrupted: the rounds so far are in ${folder}/against-base.jsonl and against-new.jsonl`,
      );
      return EXIT.interrupted;
    }

    const sides = SIDES.map((side) =>
      sideOf(`${side} (${commitText(software[side]) ?? "no commit"})`, records[side])
    );
    const [baseSide, newSide] = sides as [(typeof sides)[number], (typeof sides)[number]];
    const report = compareSides(baseSide, newSide, { margin, paired: true });
    const file = `${folder}/compare.md`;
    await printThenWrite(
      () => show(COMPARE_RENDERERS[shown.format](report), shown),
      async () => {
        await tellOutside(report, { file });
        await writeFile(file, COMPARE_RENDERERS.md(report));
      },
    );
    const exit = exitOf(report, { strict });
    const isTimed = records.new.some(({ kind }) => kind === "timing");
    return exit === EXIT.done && !isTimed ? EXIT.nothingMeasured : exit;
  } finally {
    for (const side of SIDES) files[side].close();
    await base.remove();
  }
}

/** Where the records of both sides go as they come. */
function recordsFilesIn(folder: string): Readonly<{ [Side in VersionSide]: RecordsFile }> {
  const open = (side: VersionSide) => openRecordsFile(`${folder}/against-${side}.jsonl`);
  return { base: open("base"), new: open("new") };
}
