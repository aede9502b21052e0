// `count`: params, buffers, MACs and FLOPs as exact integers, whole or split. Loads no runtime:
// with --traced, another process does.

import { countGraphExactly } from "../../bench/count/count.ts";
import { type Coverage, coverageRemarks, isLowerBound, lacks } from "../../bench/count/coverage.ts";
import { type Parameter, shapeText } from "../../models/graph/graph.ts";
import { headlineFigure } from "../../reports/published/headline_figure.ts";
import { bestFirst } from "../../reports/row/choice.ts";
import { sectionsMarkdown } from "../../reports/sections/section.ts";
import { type PlainTable, plainTable } from "../../reports/text/plain_table.ts";
import { COMPARISONS } from "../options/comparisons.ts";
import { publishedFigures } from "../options/published_figures.ts";
import type { Arguments, Command } from "../shell/command.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import type { Format } from "../shell/format.ts";
import { note, printTable, show } from "../shell/print.ts";
import { asUsage } from "../shell/usage_error.ts";
import {
  COUNT_OPTIONS,
  type CountOptions,
  countOptionsOf,
  type CountSortKey,
} from "./count_options.ts";
import type { CountSubject } from "./count_subject.ts";
import { countSubjects } from "./count_subjects.ts";
import { showStarNote } from "./star_note.ts";
import { type Counted, top1Column, wholeColumns } from "./count_tables.ts";
import type { CountedGraph } from "./part_tables.ts";

async function run(args: Arguments): Promise<ExitCode> {
  const options = countOptionsOf(args);
  const { convention, batch, shown, grouping } = options;
  const { subjects, isConfirmed } = await subjectsOf(options);
  if (convention !== undefined) {
    const models = options.sort === undefined
      ? [...subjects]
      : sorted(Array.from(subjects, countedGraph), options.sort);
    const { conventionTable } = await import("./count_conventions.ts");
    const { table, warnings } = conventionTable(models, convention, batch);
    printTable(table, shown);
    for (const warning of warnings) note(`warning: ${warning}`);
    return warnings.length === 0 && isConfirmed ? EXIT.done : EXIT.failed;
  }
  const whole = grouping === undefined
    ? undefined
    : sorted(Array.from(subjects, countedGraph), options.sort);
  const counted = whole ??
    sorted(Array.from(subjects, (model) => withoutGraph(countedGraph(model))), options.sort);
  if (whole !== undefined && grouping !== undefined) {
    const { openTrafficNotes, partTable } = await import("./part_tables.ts");
    printTable(partTable(whole, grouping, shown.format), shown);
    if (grouping !== "node") openTrafficNotes(whole).forEach(note);
  } else {
    const showsTop1 = options.sort === "top1" || args.text("min-top1") !== undefined;
    printTable(wholeTable(counted, shown.format, showsTop1), shown);
  }
  showStarNote(counted.filter(({ isFile }) => !isFile), shown);
  if (shown.format === "md" && grouping === undefined) show(await comparisonsText(counted), shown);
  const isWhole = !warnOfUnknown(counted);
  return isWhole && isConfirmed ? EXIT.done : EXIT.failed;
}

/** What is counted; what only some calls need is loaded by them. */
async function subjectsOf(options: CountOptions) {
  const subjects = await countSubjects(options);
  if (options.traced === undefined) return { subjects, isConfirmed: true };
  const { tracedSubjects } = await import("./traced_subjects.ts");
  return await tracedSubjects(subjects, { ...options.traced, dims: options.dims });
}

/** The best first; what is only a lower bound comes last, as what is not known does. */
function sorted<Model extends Counted>(
  models: readonly Model[],
  key: CountSortKey | undefined,
): readonly Model[] {
  if (key === undefined) return models;
  const figures = publishedFigures();
  return bestFirst(models, key, ({ id, count }) => {
    if (key === "top1") return headlineFigure(figures, id, "top1")?.value;
    return key === "macs" && isLowerBound(count.coverage) ? undefined : count[key];
  });
}

function countedGraph(model: CountSubject): CountedGraph {
  const { graph, batch } = model;
  return { ...model, count: asUsage(() => countGraphExactly(graph, { batch })) };
}

/** All that a row says of a model. */
function withoutGraph({ graph: _graph, count, ...about }: CountedGraph): Counted {
  const { nodes: _nodes, ...whole } = count;
  return { ...about, count: whole };
}

function wholeTable(
  counted: readonly Counted[],
  format: Format,
  showsTop1: boolean,
): PlainTable {
  const columns = wholeColumns(counted, format);
  return plainTable(counted, showsTop1 ? [...columns, top1Column(format)] : columns);
}

/** What one network costs over another, for people: DS-FPN over FPN, say. */
async function comparisonsText(counted: readonly Counted[]): Promise<string> {
  const { comparisonSections } = await import("../../reports/sections/pair_cost_table.ts");
  const costs = counted.filter(({ isFile }) => !isFile).map(({ id, method, count }) => ({
    model: id,
    label: method,
    params: Number(count.params),
    macs: isLowerBound(count.coverage) ? undefined : Number(count.macs),
  }));
  return sectionsMarkdown(comparisonSections(costs, COMPARISONS));
}

/** Says what is left out, and what could not be counted; the totals are lower bounds then. */
function warnOfUnknown(counted: readonly Counted[]): boolean {
  for (const model of counted) {
    const remarks = [...coverageRemarks(withoutSeen(model)), ...copyRemarks(model)];
    for (const remark of remarks) note(`note: ${model.id}: ${remark}`);
  }
  const lacking = counted.filter(({ count }) => isLowerBound(count.coverage));
  for (const { id, count } of lacking) {
    note(`warning: ${id} is a lower bound, ${lacks(count.coverage).join("; ")}`);
  }
  return lacking.length > 0;
}

/** Without what may be twice by its sizes alone, where the bytes have told. */
function withoutSeen({ count: { coverage }, copies }: Counted): Coverage {
  const isSeen = ({ name }: Parameter) => copies?.seen.has(name) ?? false;
  const possibleDuplicates = coverage.possibleDuplicates.filter((pair) => !pair.every(isSeen));
  return { ...coverage, possibleDuplicates };
}

function copyRemarks({ copies }: Counted): readonly string[] {
  const text = ({ name, shape }: Parameter) => `"${name}" ${shapeText(shape)}`;
  return (copies?.copies ?? []).map(({ first, second, kind }) => {
    const how = kind === "alike in a sample"
      ? `may be one tensor twice: they are alike in a sample, and too long to be compared here`
      : `hold the same numbers${kind === "transposed" ? ", one of them transposed" : ""}`;
    return `${text(first)} and ${text(second)} ${how}; both are among Params`;
  });
}

/** Counts models of the catalog and files; see the options. */
export const countCommand: Command = {
  name: "count",
  positional: "[MODEL|FILE…]",
  summary: "Counts parameters, buffers, MACs and FLOPs exactly (default: the whole catalog). " +
    "ONNX files are counted like networks of the catalog, and need no runtime either, unless --traced runs them.",
  options: COUNT_OPTIONS,
  run,
};
