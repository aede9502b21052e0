// `count --convention`: what other tools would print for the same graphs.

import {
  type Convention,
  type ConventionCount,
  CONVENTIONS,
  countByAllConventionsExactly,
  countByConventionExactly,
  findConvention,
} from "../../bench/count/conventions/mod.ts";
import { unknownText } from "../../bench/count/coverage.ts";
import type { Graph } from "../../models/graph/graph.ts";
import { groupsBy } from "../../reports/records/groups_by.ts";
import {
  figures,
  inJson,
  type PlainColumn,
  type PlainTable,
  plainTable,
  words,
} from "../../reports/text/plain_table.ts";
import { joinedText } from "../../reports/text/joined_text.ts";
import { asUsage } from "../shell/usage_error.ts";

/** A model and its graph at the size that was asked for. */
export interface BuiltModel {
  readonly id: string;
  readonly graph: Graph;
  /** A file, which does not say how PyTorch code is written. */
  readonly isFile: boolean;
}

/** What stands in the place of a total that a file does not tell. */
const NEEDS_CODE = "follows from PyTorch modules and functions, which a file does not have";

/** What a convention makes of a model. */
interface Line {
  readonly model: BuiltModel;
  readonly count: ConventionCount<bigint>;
  readonly convention: Convention;
  /** Whether the model tells the total. */
  readonly isTold: boolean;
}

function line(model: BuiltModel, count: ConventionCount<bigint>): Line {
  const convention = findConvention(count.id);
  return { model, count, convention, isTold: !model.isFile || convention.readsCode === undefined };
}

const COLUMNS: readonly PlainColumn<Line>[] = [
  words("model", ({ model }) => model.id, "Model"),
  words("convention", ({ count }) => count.id, "Convention"),
  words(
    "tool",
    ({ convention: { tool = "dsnet-bench", version = "" } }) => `${tool} ${version}`.trimEnd(),
    "Tool",
  ),
  words("unit", ({ count }) => count.unit, "Unit"),
  figures("total", ({ count, isTold }) => isTold ? count.total : null, "Total"),
  inJson(
    "lower_bound",
    (one) => one.isTold ? lacksText(one) === "" ? "no" : "yes" : null,
  ),
  words("counts", ({ convention }) => convention.description, "Counts"),
  words("caveat", caveatText, "Beware"),
];

function caveatText(one: Line): string {
  const { model, convention: { caveat, fileCaveat }, isTold } = one;
  const lacking = lacksText(one);
  return isTold
    ? joinedText([lacking && `a lower bound, ${lacking}`, caveat, model.isFile && fileCaveat], "; ")
    : NEEDS_CODE;
}

/** What a total that is told lacks; empty: nothing. */
function lacksText({ count, isTold }: Line): string {
  const unknown = unknownText(count);
  return isTold && unknown !== "" ? `not counted: ${unknown}` : "";
}

/** What conventions make of models. */
export interface ConventionTable {
  /** One row for each model and convention. */
  readonly table: PlainTable;
  /** A sentence for each model of which a total is a lower bound. */
  readonly warnings: readonly string[];
}

/**
 * Counts models by one convention or all.
 *
 * @param name A convention's id, or `all`.
 * @throws {UsageError} If there is no such convention.
 */
export function conventionTable(
  models: readonly BuiltModel[],
  name: string,
  batch: number,
): ConventionTable {
  const one = name === "all" ? undefined : asUsage(() => findConvention(name));
  const countsOf = (graph: Graph) =>
    asUsage(() =>
      one === undefined
        ? countByAllConventionsExactly(graph, { batch })
        : [countByConventionExactly(graph, one, { batch })]
    );
  const lines = models.flatMap((model) =>
    rowsToTell(model, countsOf(model.graph)).map((count) => line(model, count))
  );
  return { table: plainTable(lines, COLUMNS), warnings: warningsOf(lines) };
}

function warningsOf(lines: readonly Line[]): readonly string[] {
  const lacking = lines.filter((one) => lacksText(one) !== "");
  const alike = groupsBy(lacking, (one) => `${one.model.id} ${lacksText(one)}`);
  return alike.map((group) => {
    const ids = group.map(({ count }) => count.id).join(", ");
    return `${group[0].model.id} by ${ids} is a lower bound, ${lacksText(group[0])}`;
  });
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
