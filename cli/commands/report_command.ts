// `report`: renders records again.

import { MODELS } from "../../models/catalog.ts";
import { accuracyTable } from "../../reports/accuracy/accuracy_table.ts";
import { SORT_KEYS } from "../../reports/row/choice.ts";
import { chosenRecords, MIN_TOP1_OPTION, sortOf, sortOption } from "../options/choice_options.ts";
import { DEFAULT_FOLDER, SHARED_OPTIONS, shownOf } from "../options/shared_options.ts";
import { mergeFiles } from "../records/merge_files.ts";
import { areEvaluations, evaluatedRows } from "../records/evaluated_records.ts";
import { RECORDS_NAME } from "../records/read_records.ts";
import type { Arguments, Command, OptionSpec } from "../shell/command.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { note, printTable } from "../shell/print.ts";
import { refuseOptions } from "../shell/refuse_options.ts";
import { UsageError } from "../shell/usage_error.ts";
import { accuracyOf, machinesOf, reportOf, showReport } from "./show_report.ts";

/** Options that are about rates and counts. */
const TABLE_OPTIONS: readonly OptionSpec[] = [
  { name: "out", value: "DIR", help: "also writes table.md, report.html and so on there" },
  MIN_TOP1_OPTION,
  sortOption(SORT_KEYS),
];

async function run(args: Arguments): Promise<ExitCode> {
  if (args.positional.length === 0) {
    throw new UsageError(
      "Cannot report on nothing: name records, " +
        `as in "deno task report ${DEFAULT_FOLDER}/${RECORDS_NAME}"`,
    );
  }
  const folder = args.text("out");
  const samples = folder !== undefined;
  const { records, isSound } = mergeFiles(args.positional, { samples });
  if (records.length === 0) {
    note(
      `error: Cannot report as no record was found in ${args.positional.join(", ")}: ` +
        `name records of bench or evaluate, as ${DEFAULT_FOLDER}/${RECORDS_NAME}`,
    );
    return EXIT.nothingMeasured;
  }
  const shown = shownOf(args);
  const accuracies = evaluatedRows(records);
  if (areEvaluations(records)) {
    refuseOptions(args, TABLE_OPTIONS, "with evaluations alone, which are printed: leave it out");
    printTable(accuracyTable(accuracies, shown.format), shown);
    return isSound ? EXIT.done : EXIT.failed;
  }
  const sort = sortOf(args, SORT_KEYS);
  const chosen = chosenRecords(args, records, MODELS);
  const report = reportOf(chosen.records, { sort, remarks: chosen.remarks, accuracies });
  await showReport(report, {
    shown,
    folder,
    additions: [machinesOf(chosen.records), accuracyOf(accuracies)],
  });
  return isSound ? EXIT.done : EXIT.failed;
}

/** Renders the records of one or several files; see the options. */
export const reportCommand: Command = {
  name: "report",
  positional: "RECORDS…",
  summary: "Renders records again, of files or of folders that hold records.jsonl; several are " +
    "merged, later runs supersede earlier ones. " +
    "What they lack or contradict each other in is said on stderr and by exit code 1.",
  options: [
    ...TABLE_OPTIONS,
    SHARED_OPTIONS.format,
    SHARED_OPTIONS.wide,
    SHARED_OPTIONS.quiet,
  ],
  run,
};
