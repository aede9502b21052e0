// The efficiency table of the DS-Net paper (Mao et al. 2021, arXiv 2105.14734, classification
// table): ours beside the published figures, from the records of one or several runs.

import type { BenchRecord } from "../../bench/record/record.ts";
import type { AccuracyRow } from "../accuracy/accuracy_rows.ts";
import { captionLines } from "./caption_lines.ts";
import { bestFirst, type SortKey } from "../row/choice.ts";
import { footnotes, sourceLetters } from "./footnotes.ts";
import { HEADLINE_METRICS, headlineFigure, PUBLISHED_SIZE } from "../published/headline_figure.ts";
import { engineLayout } from "./engine_layout.ts";
import { isPaperEngine } from "../records/engine_use.ts";
import { groupsBy } from "../records/groups_by.ts";
import {
  comparableKey,
  isTrusted,
  type Measurement,
  measurementsOf,
} from "../records/measurement.ts";
import { completeMacs } from "../records/not_counted.ts";
import { conditionsKey } from "../records/run_conditions.ts";
import { type Method, methodName, methodRank } from "../row/method.ts";
import type { PublishedFigure } from "../published/published.ts";
import { type TableRow, tableRow } from "../row/columns.ts";
import type { RowSource } from "../row/row_source.ts";
import { detailColumns, type Footnote, shownColumns, type Table } from "./table.ts";

/** The table, and what each of its rows is made from, in the same order: charts and details. */
export interface PaperReport {
  /** The table. */
  readonly table: Table;
  /** What its rows are made from. */
  readonly sources: readonly RowSource[];
}

/** What the caller chose of the table. */
export interface PaperReportOptions {
  /** What rows are sorted by, the best first. @default the order of the methods */
  readonly sort?: SortKey | undefined;
  /** Remarks of the caller, below the others. */
  readonly remarks?: readonly string[];
  /** Measured Top-1 and Top-5. @default none */
  readonly accuracies?: readonly AccuracyRow[];
}

/**
 * Makes the table and the sources of its rows.
 *
 * @param records Records of one or several runs; later ones supersede earlier ones.
 * @param published The published figures (published.ts).
 * @param methods The models in the order of the rows, with the names to print.
 * @param options Order, remarks and measured accuracies.
 * @returns The table; a failed, interrupted or unreached model has its row too.
 */
export function paperReport(
  records: readonly BenchRecord[],
  published: readonly PublishedFigure[],
  methods: readonly Method[],
  { sort, remarks = [], accuracies = [] }: PaperReportOptions = {},
): PaperReport {
  const { measurements, orphanCount } = measurementsOf(records);
  const ordered = inOrder(measurements, methods);
  const inTheirOrder = ordered.map((measurement) =>
    rowSource(measurement, { published, methods, accuracies })
  );
  const sources = sort === undefined ? inTheirOrder : sortedRows(inTheirOrder, sort);
  const letters = sourceLetters(sources);
  const chosen = [...sort === undefined ? [] : [SORTED[sort]], ...remarks];
  const rows = sources.map((source) => tableRow(source, (name) => letters.get(name) ?? ""));
  return {
    table: {
      title: "Efficiency of DS-Net and its baselines: measured beside published",
      caption: captionLines(ordered, methods),
      rows,
      footnotes: footnotes({ rows: sources, letters, orphanCount, remarks: chosen })
        .filter(isOfUse(rows)),
      engines: engineLayout(sources),
    },
    sources,
  };
}

/** Rows best first among those that may be compared. */
function sortedRows(rows: readonly RowSource[], key: SortKey): readonly RowSource[] {
  const alike = groupsBy(rows, ({ measurement }) => comparableKey(measurement));
  return alike.flatMap((group) =>
    bestFirst(group, key, ({ measurement, published }) => {
      const { count } = measurement;
      const values = {
        // A rate above the ceiling is no better than none, and so is a lower bound.
        throughput: isTrusted(measurement) ? measurement.timing.imagesPerSecond.median : undefined,
        top1: published.top1?.value,
        params: count?.params,
        macs: completeMacs(count),
      };
      return values[key];
    })
  );
}

/** Whether a table of these rows shows what a footnote is about. */
function isOfUse(rows: readonly TableRow[]): (footnote: Footnote) => boolean {
  const shown = new Set([...shownColumns(rows), ...detailColumns(rows)].map(({ key }) => key));
  return ({ about }) => about === undefined || about.some((key) => shown.has(key));
}

const SORTED: Readonly<Record<SortKey, string>> = {
  throughput: "Rows are sorted by throughput, the fastest first.",
  top1: "Rows are sorted by published Top-1, the highest first.",
  params: "Rows are sorted by parameters, the fewest first.",
  macs: "Rows are sorted by FLOPs (G), the fewest first.",
};

/**
 * Rows of one machine and batch stand together; within them the order is that of the methods, and of
 * one method the paper's own engine comes first.
 */
function inOrder(
  measurements: readonly Measurement[],
  methods: readonly Method[],
): readonly Measurement[] {
  return groupsBy(measurements, ({ run }) => conditionsKey(run)).flatMap((group) =>
    group.toSorted((a, b) =>
      methodRank(a.model, methods) - methodRank(b.model, methods) || paperFirst(a, b)
    )
  );
}

function paperFirst(a: Measurement, b: Measurement): number {
  return Number(isPaperEngine(b.engine)) - Number(isPaperEngine(a.engine));
}

function rowSource(
  measurement: Measurement,
  { published, methods, accuracies }: {
    readonly published: readonly PublishedFigure[];
    readonly methods: readonly Method[];
    readonly accuracies: readonly AccuracyRow[];
  },
): RowSource {
  const { model, run, timing } = measurement;
  const anchor = timing?.relative?.anchor ?? run.settings.anchor;
  const figures = run.settings.size === PUBLISHED_SIZE ? published : [];
  return {
    method: methodName(model, methods),
    measurement,
    published: headlineFigures(figures, model),
    anchorThroughput: headlineFigure(figures, anchor, "throughput_img_s"),
    accuracy: accuracyOf(measurement, accuracies),
  };
}

/** Of several evaluations of a network the latest of those with most pictures. */
function accuracyOf(
  { model, run }: Measurement,
  accuracies: readonly AccuracyRow[],
): AccuracyRow | undefined {
  const own = accuracies.filter(({ evaluation: { record } }) =>
    record.model === model && record.size === run.settings.size
  );
  const picturesOf = (row: AccuracyRow) => row.evaluation.tally.top1.total;
  const most = Math.max(...own.map(picturesOf));
  return own.findLast((row) => picturesOf(row) === most);
}

function headlineFigures(
  figures: readonly PublishedFigure[],
  model: string,
): RowSource["published"] {
  return Object.fromEntries(HEADLINE_METRICS.flatMap((metric) => {
    const figure = headlineFigure(figures, model, metric);
    return figure === undefined ? [] : [[metric, figure]];
  }));
}
