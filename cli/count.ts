// `count`: params, buffers, MACs and FLOPs as exact integers, whole or split. Loads no runtime.

import {
  type Count,
  countGraph,
  type Grouping,
  GROUPINGS,
  groupMacs,
  unknownText,
} from "../bench/count.ts";
import { CATALOG, type CatalogEntry } from "../models/catalog.ts";
import { imageSizeText } from "../models/image_size.ts";
import type { PlainRow, PlainTable } from "../reports/plain_table.ts";
import { type Command, oneOf, wholeNumber } from "./command.ts";
import { CONVENTION_HELP, conventionTable } from "./count_conventions.ts";
import { EXIT, type ExitCode } from "./exit_code.ts";
import { note, printTable } from "./print.ts";
import { formatOf, modelsOf, SHARED_OPTIONS, sizeOf } from "./shared_options.ts";
import { asUsage } from "./usage_error.ts";

const LARGEST_BATCH = 1_000_000;

/** A model with its count. */
interface Counted {
  readonly entry: CatalogEntry;
  readonly count: Count;
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

/** One row a part; `params` and `buffers` belong to the whole and are left out. */
function splitTable(counted: readonly Counted[], by: Grouping): PlainTable {
  return {
    columns: [
      { key: "model", header: "Model" },
      { key: by, header: by[0]?.toUpperCase() + by.slice(1) },
      { key: "macs", header: "MACs", align: "right" },
      { key: "macs_percent", header: "Share (%)", align: "right" },
    ],
    rows: counted.flatMap(({ entry, count }) =>
      [...groupMacs(count, by)].map(([part, macs]) => ({
        model: entry.id,
        [by]: part,
        macs,
        macs_percent: Number((100 * macs / count.macs).toFixed(2)),
      }))
    ),
  };
}

/** JSON keeps whole and parts in one object a model. */
function splitJson(counted: readonly Counted[], by: Grouping): PlainTable {
  const { columns } = wholeTable(counted);
  return {
    columns,
    rows: counted.map((model) => ({
      ...wholeRow(model),
      [`macs_by_${by}`]: Object.fromEntries(groupMacs(model.count, by)),
    })),
  };
}

/** Says which operators no rule knows; the totals are lower bounds then. */
function warnOfUnknown(counted: readonly Counted[]): boolean {
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
  options: [
    { name: "by", value: "PART", help: `splits the MACs by ${GROUPINGS.join(", ")}` },
    { name: "convention", value: "NAME", help: `counts as another tool does: ${CONVENTION_HELP}` },
    { name: "batch", value: "N", help: "images that MACs and FLOPs are for (default 1)" },
    SHARED_OPTIONS.suite,
    SHARED_OPTIONS.size,
    SHARED_OPTIONS.format,
  ],
  run(args): ExitCode {
    const entries = modelsOf(args, CATALOG.map(({ id }) => id));
    const size = sizeOf(args);
    const format = formatOf(args);
    const by = args.text("by");
    const grouping = by === undefined ? undefined : oneOf("by", by, GROUPINGS);
    const batch = wholeNumber("batch", args.text("batch") ?? "1", {
      least: 1,
      most: LARGEST_BATCH,
    });
    const models = entries.map((entry) => {
      const used = size ?? entry.defaultSize;
      return { entry, size: used, graph: asUsage(() => entry.build({ size: used })) };
    });
    const convention = args.text("convention");
    if (convention !== undefined) {
      printTable(conventionTable(models, convention, batch), format);
      return EXIT.done;
    }

    const counted = models.map(({ entry, graph, size: used }) => ({
      entry,
      count: asUsage(() => countGraph(graph, { batch })),
      size: imageSizeText(used),
    }));

    if (grouping === undefined) printTable(wholeTable(counted), format);
    else if (format === "json") printTable(splitJson(counted, grouping), format);
    else printTable(splitTable(counted, grouping), format);
    return warnOfUnknown(counted) ? EXIT.failed : EXIT.done;
  },
};
