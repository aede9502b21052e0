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
import type { PlainTable } from "../../reports/text/plain_table.ts";
import { asUsage } from "../shell/usage_error.ts";

/** For the help: `all, or one of mac, flop2, …`. */
export const CONVENTION_HELP = `all, or one of ${CONVENTIONS.map(({ id }) => id).join(", ")}`;

/** A model and its graph at the size that was asked for. */
export interface BuiltModel {
  readonly id: string;
  readonly graph: Graph;
}

function row(model: string, count: ConventionCount<bigint>) {
  const { tool, version, description, caveat }: Convention = findConvention(count.id);
  const lowerBound = Object.keys(count.unknownOps).length > 0;
  return {
    model,
    convention: count.id,
    tool: tool === undefined ? "dsnet-bench" : `${tool} ${version ?? ""}`.trimEnd(),
    unit: count.unit,
    total: count.total,
    lower_bound: lowerBound ? "yes" : "no",
    counts: description,
    caveat: caveat ?? "",
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
    one === undefined
      ? countByAllConventionsExactly(graph, { batch })
      : [countByConventionExactly(graph, one, { batch })];
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
    rows: models.flatMap(({ id, graph }) => countsOf(graph).map((count) => row(id, count))),
  };
}
