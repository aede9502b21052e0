// `compare` of evaluations: the same pictures, answered twice.

import { type PairedRow, pairedTable } from "../../reports/accuracy/paired_rows.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { printTable, type Shown } from "../shell/print.ts";

/** Prints pairs, and says whether NEW is worse. */
export function showPairs(
  rows: readonly PairedRow[],
  { shown, strict }: { readonly shown: Shown; readonly strict: boolean },
): ExitCode {
  printTable(pairedTable(rows), shown);
  const has = (verdict: PairedRow["verdict"]) => rows.some((row) => row.verdict === verdict);
  if (has("worse")) return EXIT.failed;
  if (rows.every(({ verdict }) => verdict === "no common picture")) return EXIT.notComparable;
  return strict && (has("undecided") || has("no common picture")) ? EXIT.failed : EXIT.done;
}
