// `bench --against COMMIT`: this version and an older one, timed interleaved on this machine: the
// honest way to gate on a shared runner.

import { measureAgainst, type VersionSide } from "../bench/against.ts";
import type { RunPlan } from "../bench/plan.ts";
import { type Record, recordLine } from "../bench/record.ts";
import { workerStarter } from "../bench/worker_process.ts";
import { compareSides } from "../reports/compare/compare.ts";
import { sideOf } from "../reports/compare/side.ts";
import { checkOut } from "./base_version.ts";
import { type BenchSession, runRecordOf } from "./bench_session.ts";
import { exitOf } from "./compare.ts";
import { COMPARE_RENDERERS } from "./compare_files.ts";
import { EXIT, type ExitCode } from "./exit_code.ts";
import { writeFile } from "./files.ts";
import { tellGithub } from "./github_actions.ts";
import { out } from "./print.ts";
import type { Format } from "./shared_options.ts";
import { suiteCommit } from "./suite.ts";

/** What a comparison of two versions is asked for. */
export interface AgainstOptions {
  readonly commit: string;
  readonly margin: number;
  readonly folder: string;
  readonly format: Format;
}

/** Times a plan in both versions, writes both records and the comparison, and judges. */
export async function compareAgainst(
  plan: RunPlan,
  options: AgainstOptions,
  session: BenchSession,
): Promise<ExitCode> {
  const { folder, margin, format } = options;
  const { workerOptions, progress, signal } = session;
  const base = await checkOut(options.commit, `${workerOptions.traceFolder}/base`);
  const commits = { base: base.commit, new: suiteCommit() } as const;
  const plans = {
    base: { ...plan, runId: crypto.randomUUID() },
    new: plan,
  } as const;
  const records: { readonly [Side in VersionSide]: Record[] } = { base: [], new: [] };
  for (const side of ["base", "new"] as const) {
    records[side].push(runRecordOf(plans[side], session, commits[side]));
  }

  try {
    const { interrupted } = await measureAgainst(plans, {
      startWorker: {
        base: workerStarter({ ...workerOptions, workerArguments: base.workerArguments }),
        new: workerStarter(workerOptions),
      },
      now: () => performance.now(),
      signal,
      emit(side, record) {
        records[side].push(record);
        if (record.kind === "failure") {
          progress.say(`failed: ${record.model}, ${side} (${record.stage}): ${record.reason}`);
        }
      },
      show: progress.show,
      device: session.chosen,
    });
    progress.end();
    for (const side of ["base", "new"] as const) {
      await writeFile(`${folder}/against-${side}.jsonl`, records[side].map(recordLine).join(""));
    }
    if (interrupted) return EXIT.interrupted;

    const sides = (["base", "new"] as const).map((side) =>
      sideOf(`${side} (${commits[side]?.slice(0, 12) ?? "no commit"})`, records[side])
    );
    const [baseSide, newSide] = sides as [(typeof sides)[number], (typeof sides)[number]];
    const report = compareSides(baseSide, newSide, { margin, paired: true });
    await writeFile(`${folder}/compare.md`, COMPARE_RENDERERS.md(report));
    out(COMPARE_RENDERERS[format](report));
    await tellGithub(report);
    return exitOf(report);
  } finally {
    await base.remove();
  }
}
