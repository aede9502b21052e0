// `count --convention`: what other tools would print for the same graphs.

import {
  type Convention,
  type ConventionCount,
  CONVENTIONS,
  countByAllConventionsExactly,
  countByConventionExactly,
  findConvention,
} from "../../bench/count/conventions/mod.ts";
import type { Graph } from "../../models/graph/graph.ts";
import type { PlainRow, PlainTable } from "../../reports/text/plain_table.ts";
import { asUsage } from "../shell/usage_error.ts";

/** For the help: `all, or one of mac, flop2, …`. */
export const CONVENTION_HELP = `all, or one of ${CONVENTIONS.map(({ id }) => id).join(", ")}`;

/** A model and its graph at the size that was asked for. */
export interface BuiltModel {
  readonly id: string;
  readonly graph: Graph;
  /** A file, which does not say how PyTorch code is written. */
  readonly isFile: boolean;
}

/** What stands in the place of a total that a file does not tell. */
const NEEDS_CODE = "follows from PyTorch modules and functions, which a file does not have";

function row({ id, isFile }: BuiltModel, count: ConventionCount<bigint>): PlainRow {
  const { tool, version, description, caveat, readsCode, fileCaveat }: Convention = findConvention(
    count.id,
  );
  const caveats = [caveat, isFile ? fileCaveat : undefined].filter((text) => text !== undefined);
  const lowerBound = Object.keys(count.unknownOps).length > 0;
  const isTold = !isFile || readsCode === undefined;
  return {
    model: id,
    convention: count.id,
    tool: tool === undefined ? "dsnet-bench" : `${tool} ${version ?? ""}`.trimEnd(),
    unit: count.unit,
    total: isTold ? count.total : null,
    lower_bound: isTold ? lowerBound ? "yes" : "no" : null,
    counts: description,
    caveat: isTold ? caveats.join("; ") : NEEDS_CODE,
  };
}

/**
 * One row for each model and convention.
 *
 * @param name A convention's id, or `all`.
 * @throws {UsageError} If there is no such convention.
 */
export function conventionTable(
  models: readonly BuiltModel[],
  name: string,
  batch: number,
): PlainTable {
  const one = name === "all" ? undefined : asUsage(() => findConvention(name));
  const countsOf = (graph: Graph) =>
    asUsage(() =>
      one === undefined
        ? countByAllConventionsExactly(graph, { batch })
        : [countByConventionExactly(graph, one, { batch })]
    );
  return {
    columns: [
      { key: "model", header: "Model" },
      { key: "convention", header: "Convention" },
      { key: "tool", header: "Tool" },
      { key: "unit", header: "Unit" },
      { key: "total", header: "Total", align: "right" },
      { key: "counts", header: "Counts" },
      { key: "caveat", header: "Beware" },
    ],
    rows: models.flatMap((model) =>
      rowsToTell(model, countsOf(model.graph)).map((count) => row(model, count))
    ),
  };
}

/** Of a file, no variants of what it does not tell anyway. */
function rowsToTell(
  { isFile }: BuiltModel,
  counts: readonly ConventionCount<bigint>[],
): readonly ConventionCount<bigint>[] {
  if (!isFile || counts.length === 1) return counts;
  const own = new Set(CONVENTIONS.map(({ id }) => id));
  return counts.filter(({ id }) => own.has(id) || findConvention(id).readsCode === undefined);
}
