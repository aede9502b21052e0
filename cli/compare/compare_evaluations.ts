// `compare` of evaluations: the same pictures, answered twice.

import { type PairedRow, pairedTable } from "../../reports/accuracy/paired_rows.ts";
import { sameRuns } from "../../reports/compare/side.ts";
import { noBaselineText, sameRunText } from "../../reports/compare/warnings.ts";
import { shownOf } from "../options/shared_options.ts";
import type { Arguments } from "../shell/command.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { note, printTable } from "../shell/print.ts";
import { refuseOptions } from "../shell/refuse_options.ts";
import { NOT_OF_EVALUATIONS } from "./compare_options.ts";
import type { SideFile } from "./compare_sides.ts";

/**
 * Compares evaluations alone; without a baseline NEW passes.
 *
 * @throws {UsageError} If an option is about rates or counts.
 */
export function compareEvaluations(
  args: Arguments,
  rows: readonly PairedRow[],
  { base, next }: { readonly base: SideFile; readonly next: SideFile },
): ExitCode {
  const why = "with evaluations, which are compared picture by picture and printed: leave it out";
  refuseOptions(args, NOT_OF_EVALUATIONS, why);
  if (base.records === undefined) {
    note(`warning: ${noBaselineText(base.path)}`);
    return EXIT.done;
  }
  printTable(pairedTable(rows), shownOf(args));
  if (rows.length === 0) {
    note(
      `warning: no network is both in "${base.path}" and in "${next.path}": nothing was compared`,
    );
  }
  const strict = args.has("strict");
  const same = sameRuns({ base: runsOf(base), next: runsOf(next) });
  if (same.length > 0) note(`warning: ${sameRunText(same)}`);
  return strict && same.length > 0 ? EXIT.notComparable : pairsExit(rows, { strict });
}

function runsOf({ records = [] }: SideFile) {
  return { usedRuns: records.filter((record) => record.kind === "evaluation") };
}

/** What pairs tell the shell. */
export function pairsExit(
  rows: readonly PairedRow[],
  { strict }: { readonly strict: boolean },
): ExitCode {
  const has = (verdict: PairedRow["verdict"]) => rows.some((row) => row.verdict === verdict);
  if (has("worse")) return EXIT.failed;
  if (rows.every(({ verdict }) => verdict === "no common picture")) return EXIT.notComparable;
  return strict && (has("undecided") || has("no common picture")) ? EXIT.failed : EXIT.done;
}
