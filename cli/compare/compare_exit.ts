// What a comparison tells the shell, here and in `bench --against`.

import type { CompareReport } from "../../reports/compare/compare.ts";
import { verdictsOf } from "../../reports/compare/compare_row.ts";
import { weaknessOf } from "../../reports/compare/outcome.ts";
import { sameRuns } from "../../reports/compare/warnings.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";

/** Whatever the verdict, a first run that was allowed and an improvement never fail. */
const EXIT_OF = {
  "passed": EXIT.done,
  "nothing to compare": EXIT.done,
  "failed": EXIT.failed,
  "incomplete": EXIT.nothingMeasured,
  "not comparable": EXIT.notComparable,
} as const satisfies Readonly<Record<CompareReport["outcome"], ExitCode>>;

/** The exit code of a verdict; under `strict`, what was not shown to be good does not pass. */
export function exitOf(report: CompareReport, { strict }: { readonly strict: boolean }): ExitCode {
  const { outcome, rows } = report;
  if (outcome !== "passed" || !strict) return EXIT_OF[outcome];
  if (sameRuns(report).length > 0) return EXIT.notComparable;
  const isWeak = weaknessOf(report) !== undefined || rows.flatMap(verdictsOf).includes("undecided");
  return isWeak ? EXIT.failed : EXIT.done;
}
