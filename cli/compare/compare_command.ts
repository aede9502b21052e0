// `compare`: whether NEW is worse than BASE. Loads no runtime and needs no network.

import { compareSides } from "../../reports/compare/compare.ts";
import { compareJsonSchema } from "../../reports/compare/formats/compare_schema.ts";
import type { Arguments, Command } from "../shell/command.ts";
import { EXIT_OF } from "./compare_exit.ts";
import { areGraphs, compareGraphs } from "./compare_graphs.ts";
import { compareFile, showComparison, writeCompareFiles } from "./compare_files.ts";
import { compareEvaluations, pairsExit } from "./compare_evaluations.ts";
import { areEvaluations } from "../records/evaluated_records.ts";
import { pairedRows, pairedTable } from "../../reports/accuracy/paired_rows.ts";
import { COMPARE_OPTIONS, DEFAULT_METRIC, METRIC_NAMES } from "./compare_options.ts";
import { readSide, type SideFile, sideIn } from "./compare_sides.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { note, out, printTable } from "../shell/print.ts";
import { shownOf } from "../options/shared_options.ts";
import { asUsage, UsageError } from "../shell/usage_error.ts";
import { oneOf } from "../shell/values.ts";
import { requireNoDims } from "../options/dim_option.ts";
import { marginOf } from "../options/margin_option.ts";

async function run(args: Arguments): Promise<ExitCode> {
  if (args.has("schema")) {
    out(compareJsonSchema());
    return EXIT.done;
  }
  const [basePath, nextPath, ...others] = args.positional;
  if (basePath === undefined || nextPath === undefined || others.length > 0) {
    throw new UsageError(
      `Cannot compare as it takes two sides: got ${args.positional.length}, ` +
        `name them as in "deno task compare base.jsonl new.jsonl"`,
    );
  }
  if (areGraphs([basePath, nextPath])) {
    return await compareGraphs(args, { base: basePath, next: nextPath });
  }
  requireNoDims(args);
  const shown = shownOf(args);
  const strict = args.has("strict");
  const margin = marginOf(args);
  const metric = oneOf("metric", args.text("metric") ?? DEFAULT_METRIC, METRIC_NAMES);
  const [before, after] = [readSide(basePath), readSide(nextPath)];
  const [{ records: old = [] }, { records: fresh = [] }] = [before, after];
  const pairs = asUsage(() => pairedRows(old, fresh));
  const isAllowed = before.records !== undefined || args.has("allow-missing");
  if (isAllowed && fresh.length > 0 && areEvaluations([...old, ...fresh])) {
    return compareEvaluations(args, pairs, { base: before, next: after });
  }

  const countsOnly = args.has("counts-only");
  const baselineIn = (file: SideFile) => {
    const cure = "record one there, or pass --allow-missing for a first run";
    const missing = `there is no baseline in "${file.path}": ${cure}`;
    return sideIn(file, {
      countsOnly,
      missing: args.has("allow-missing") ? undefined : missing,
    });
  };
  const base = baselineIn(before);
  const next = sideIn(after, {
    countsOnly,
    missing: `there is no record in "${nextPath}": run the benchmark first`,
  });
  const pinnedPath = args.text("pinned");
  const pinned = pinnedPath === undefined ? undefined : baselineIn(readSide(pinnedPath));
  if ("problem" in base) return incomparable(base);
  if ("problem" in next) return incomparable(next);
  if (pinned !== undefined && "problem" in pinned) return incomparable(pinned);
  const report = compareSides(base, next, {
    margin,
    metric,
    strict,
    ...pinned === undefined ? {} : { pinned },
  });
  await showComparison(report, {
    shown,
    file: compareFile(args),
    write: () => writeCompareFiles(args, report),
  });
  const exit = EXIT_OF[report.outcome];
  if (pairs.length === 0) return exit;
  if (shown.format === "md") {
    out("\n");
    printTable(pairedTable(pairs), shown);
  } else note("note: how evaluations compare is in --format md and the exit code");
  const exits = [exit, pairsExit(pairs, { strict })];
  return exits.includes(EXIT.failed) ? EXIT.failed : Math.max(...exits) as ExitCode;
}

function incomparable({ problem }: { readonly problem: string }): ExitCode {
  note(`error: Cannot compare as ${problem}`);
  return EXIT.nothingMeasured;
}

/** Compares two files of records; see the options. */
export const compareCommand: Command = {
  name: "compare",
  positional: "BASE NEW",
  summary:
    "Tells whether NEW is worse than BASE; both are records.jsonl or folders that hold one. " +
    "Of two ONNX files it tells what got bigger, node by node.",
  options: COMPARE_OPTIONS,
  run,
};
