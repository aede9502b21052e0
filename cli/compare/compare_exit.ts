// What a comparison tells the shell, here and in `bench --against`.

import type { CompareReport } from "../../reports/compare/compare.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";

/** The exit code of each verdict; a first run that was allowed and an improvement never fail. */
export const EXIT_OF = {
  "passed": EXIT.done,
  "nothing to compare": EXIT.done,
  "failed": EXIT.failed,
  "incomplete": EXIT.nothingMeasured,
  "not comparable": EXIT.notComparable,
} as const satisfies Readonly<Record<CompareReport["outcome"], ExitCode>>;
