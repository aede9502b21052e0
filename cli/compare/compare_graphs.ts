// `compare` of two ONNX files: what got bigger, node by node.

import { join } from "node:path";
import { countGraphExactly } from "../../bench/count/count.ts";
import { isLowerBound, lacks } from "../../bench/count/coverage.ts";
import { nodeRows } from "../../bench/count/node_rows.ts";
import {
  differencesTable,
  type GraphDifferences,
  graphDifferences,
  type GraphSide,
  verdictText,
} from "../../reports/graphs/graph_differences.ts";
import { plainTableText } from "../../reports/text/plain_table.ts";
import type { CountSubject } from "../commands/count_subject.ts";
import { countSubjects } from "../commands/count_subjects.ts";
import { dimsOf } from "../options/dim_option.ts";
import { shownOf } from "../options/shared_options.ts";
import type { Arguments } from "../shell/command.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { printThenWrite, writeFile } from "../shell/files.ts";
import { type Format, FORMATS } from "../shell/format.ts";
import { note, show } from "../shell/print.ts";
import { refuseOptions } from "../shell/refuse_options.ts";
import { asUsage, UsageError } from "../shell/usage_error.ts";
import { NOT_OF_GRAPHS } from "./compare_options.ts";

/**
 * Whether a call compares graphs and not records.
 *
 * @throws {UsageError} If one side is a graph and the other is not.
 */
export function areGraphs(paths: readonly string[]): boolean {
  const graphs = paths.filter((path) => /\.onnx$/i.test(path));
  if (graphs.length === 0) return false;
  if (graphs.length === paths.length) return true;
  throw new UsageError(
    `Cannot compare "${graphs[0]}" with records as it is a graph: name two ONNX files, or two ` +
      "files of records",
  );
}

/**
 * Compares two files.
 *
 * @throws {UsageError} If one cannot be read, a dimension is missing, or an option is about records.
 */
export async function compareGraphs(
  args: Arguments,
  paths: { readonly base: string; readonly next: string },
): Promise<ExitCode> {
  refuseOptions(args, NOT_OF_GRAPHS, "with graphs as it is about records: leave it out");
  const shown = shownOf(args);
  const models = [{ path: paths.base }, { path: paths.next }];
  const subjects = await countSubjects({ models, dims: dimsOf(args), size: undefined, batch: 1 });
  const [base, next] = Array.from(subjects, sideOf) as [ComparedSide, ComparedSide];
  const differences = graphDifferences(base, next);
  await printThenWrite(
    () => show(differencesText(differences, shown.format), shown),
    () => writeDifferences(differences, args.text("out")),
  );
  note(verdictText(differences));
  if (base.isLowerBound || next.isLowerBound) return EXIT.failed;
  return [differences.params, differences.macs].includes("bigger") ? EXIT.failed : EXIT.done;
}

/** A side, and whether all of it was counted. */
interface ComparedSide extends GraphSide {
  readonly isLowerBound: boolean;
}

function sideOf({ id, graph }: CountSubject): ComparedSide {
  const { params, macs, macsMax, coverage } = asUsage(() => countGraphExactly(graph));
  if (isLowerBound(coverage)) {
    note(`warning: ${id} is a lower bound, ${lacks(coverage).join("; ")}`);
  }
  return {
    name: id,
    params,
    macs,
    macsMax,
    nodes: nodeRows(graph, 1),
    isLowerBound: isLowerBound(coverage),
  };
}

function differencesText(differences: GraphDifferences, format: Format): string {
  return plainTableText(differencesTable(differences), format);
}

async function writeDifferences(
  differences: GraphDifferences,
  folder: string | undefined,
): Promise<void> {
  if (folder === undefined) return;
  for (const format of FORMATS) {
    await writeFile(join(folder, `compare.${format}`), differencesText(differences, format));
  }
}
