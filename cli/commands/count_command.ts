// `count`: params, buffers, MACs and FLOPs as exact integers, whole or split. Loads no runtime.

import {
  type Count,
  countGraphExactly,
  coverageRemarks,
  type Grouping,
  groupMacsExactly,
  unknownText,
} from "../../bench/count/count.ts";
import { exactSum } from "../../bench/count/rules/exact.ts";
import { groupTrafficBytesExactly } from "../../bench/figures/roofline.ts";
import type { CatalogEntry } from "../../models/catalog.ts";
import type { Graph } from "../../models/graph/graph.ts";
import { imageSizeText } from "../../models/graph/image_size.ts";
import { bestFirst } from "../../reports/row/choice.ts";
import { STAR_NOTE } from "../../reports/table/footnotes.ts";
import { headlineFigure } from "../../reports/published/headline.ts";
import type { PlainRow, PlainTable } from "../../reports/text/plain_table.ts";
import { sectionsMarkdown } from "../../reports/sections/section.ts";
import { comparisonSections } from "../../reports/sections/sections.ts";
import type { Command } from "../shell/command.ts";
import { COMPARISONS } from "../options/comparisons.ts";
import { conventionTable } from "./count_conventions.ts";
import { COUNT_OPTIONS, countOptionsOf, type CountSortKey } from "./count_options.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { note, printTable, show } from "../shell/print.ts";
import { publishedFigures, publishedValue } from "../options/published_figures.ts";
import type { Format } from "../shell/format.ts";
import { asUsage } from "../shell/usage_error.ts";

/** A model with its count. */
interface Counted {
  readonly entry: CatalogEntry;
  readonly graph: Graph;
  readonly count: Count<bigint>;
  readonly size: string;
}

function wholeRow({ entry, count, size }: Counted): PlainRow {
  const { params, buffers, macs, flops, batch } = count;
  return { model: entry.id, method: entry.method, params, buffers, macs, flops, size, batch };
}

function wholeTable(counted: readonly Counted[]): PlainTable {
  return {
    columns: [
      { key: "model", header: "Model" },
      { key: "method", header: "Method" },
      { key: "params", header: "Params", align: "right" },
      { key: "buffers", header: "Buffers", align: "right" },
      { key: "macs", header: "MACs", align: "right" },
      { key: "flops", header: "FLOPs (2 x MACs)", align: "right" },
      { key: "size", header: "Size", align: "right" },
      { key: "batch", header: "Batch", align: "right" },
    ],
    rows: counted.map(wholeRow),
  };
}

/** The table with what the rows were chosen by. */
function withTop1(
  { columns, rows }: PlainTable,
  counted: readonly Counted[],
  format: Format,
): PlainTable {
  const figures = publishedFigures();
  const key = "top1_published_percent";
  return {
    columns: [...columns, { key, header: "Top-1 (%) published", align: "right" }],
    rows: rows.map((row, index) => {
      const id = counted[index]?.entry.id ?? "";
      return { ...row, [key]: publishedValue(headlineFigure(figures, id, "top1"), format) };
    }),
  };
}

/** The best first. */
function sorted<Model extends Pick<Counted, "entry" | "graph">>(
  models: readonly Model[],
  key: CountSortKey,
): readonly Model[] {
  const figures = publishedFigures();
  return bestFirst(
    models,
    key,
    ({ entry, graph }) =>
      key === "top1"
        ? headlineFigure(figures, entry.id, "top1")?.value
        : countGraphExactly(graph)[key],
  );
}

/** Of every part of a network, bytes that it moves at least, and multiply-adds. */
function partsOf({ graph, count }: Counted, by: Grouping) {
  const macs = groupMacsExactly(count, by);
  // A part without counted nodes has none, unless it is an operator that no rule knows.
  const none = (part: string) => Object.hasOwn(count.coverage.unknownOps, part) ? null : 0n;
  return [...groupTrafficBytesExactly(graph, count.batch, by)].map(([part, bytes]) => ({
    ...{ part, bytes, macs: macs.get(part) ?? none(part) },
  }));
}

function percentOf(part: bigint | null, whole: bigint): number | null {
  if (part === null || whole === 0n) return null;
  return Number((100 * Number(part) / Number(whole)).toFixed(2));
}

/** One row a part; `params` and `buffers` belong to the whole and are left out. */
function splitTable(counted: readonly Counted[], by: Grouping): PlainTable {
  return {
    columns: [
      { key: "model", header: "Model" },
      { key: by, header: by[0]?.toUpperCase() + by.slice(1) },
      { key: "macs", header: "MACs", align: "right" },
      { key: "macs_percent", header: "MACs (%)", align: "right" },
      { key: "bytes", header: "Bytes", align: "right" },
      { key: "bytes_percent", header: "Bytes (%)", align: "right" },
    ],
    rows: counted.flatMap((model) => {
      const parts = partsOf(model, by);
      const totalBytes = exactSum(parts.map(({ bytes }) => bytes));
      return parts.map(({ part, macs, bytes }) => ({
        model: model.entry.id,
        [by]: part,
        ...{ macs, macs_percent: percentOf(macs, model.count.macs) },
        ...{ bytes, bytes_percent: percentOf(bytes, totalBytes) },
      }));
    }),
  };
}

/** JSON keeps whole and parts in one object a model. */
function splitJson(counted: readonly Counted[], by: Grouping): PlainTable {
  const { columns } = wholeTable(counted);
  return {
    columns,
    rows: counted.map((model) => ({
      ...wholeRow(model),
      [`macs_by_${by}`]: Object.fromEntries(groupMacsExactly(model.count, by)),
      [`bytes_by_${by}`]: Object.fromEntries(
        partsOf(model, by).map(({ part, bytes }) => [part, bytes]),
      ),
    })),
  };
}

/** What one network costs over another, for people: DS-FPN over FPN, say. */
function comparisonsText(counted: readonly Counted[]): string {
  const costs = counted.map(({ entry, count }) => ({
    ...{ model: entry.id, label: entry.method, params: Number(count.params) },
    macs: unknownText(count.coverage) === "" ? Number(count.macs) : undefined,
  }));
  return sectionsMarkdown(comparisonSections(costs, COMPARISONS));
}

/** Says what is left out, and which operators no rule knows; the totals are lower bounds then. */
function warnOfUnknown(counted: readonly Counted[]): boolean {
  for (const { entry, count } of counted) {
    for (const remark of coverageRemarks(count.coverage)) note(`note: ${entry.id}: ${remark}`);
  }
  const lacking = counted.filter(({ count }) => unknownText(count.coverage) !== "");
  for (const { entry, count } of lacking) {
    note(`warning: ${entry.id} is a lower bound, not counted: ${unknownText(count.coverage)}`);
  }
  return lacking.length > 0;
}

/** Counts models of the catalog; see the options. */
export const countCommand: Command = {
  name: "count",
  positional: "[MODEL…]",
  summary: "Counts parameters, buffers, MACs and FLOPs exactly (default: the whole catalog).",
  options: COUNT_OPTIONS,
  run(args): ExitCode {
    const { entries, sort, size, shown, grouping, batch, convention } = countOptionsOf(args);
    const built = entries.map((entry) => {
      const used = size ?? entry.defaultSize;
      return { entry, size: used, graph: asUsage(() => entry.build({ size: used })) };
    });
    const models = sort === undefined ? built : sorted(built, sort);
    if (convention !== undefined) {
      printTable(conventionTable(models, convention, batch), shown);
      return EXIT.done;
    }

    const counted = models.map(({ entry, graph, size: used }) => ({
      ...{ entry, graph },
      count: asUsage(() => countGraphExactly(graph, { batch })),
      size: imageSizeText(used),
    }));

    const showsTop1 = sort === "top1" || args.text("min-top1") !== undefined;
    const { format } = shown;
    if (grouping === undefined) {
      const table = wholeTable(counted);
      printTable(showsTop1 ? withTop1(table, counted, format) : table, shown);
    } else if (format === "json") printTable(splitJson(counted, grouping), shown);
    else printTable(splitTable(counted, grouping), shown);
    if (format === "md") {
      if (counted.some(({ entry }) => entry.method.includes("*"))) show(`\n${STAR_NOTE}\n`, shown);
      if (grouping === undefined) show(comparisonsText(counted), shown);
    }
    return warnOfUnknown(counted) ? EXIT.failed : EXIT.done;
  },
};
