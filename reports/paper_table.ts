// The efficiency table of the DS-Net paper (Mao et al. 2021, arXiv 2105.14734, classification
// table): ours beside the published figures, from the records of one or several runs.

import type { Record as BenchRecord } from "../bench/record.ts";
import { captionLines } from "./caption.ts";
import { footnotes, PUBLISHED_SIZE, sourceLetters } from "./footnotes.ts";
import { HEADLINE_SOURCES, headlineFigure, type HeadlineMetric } from "./headline.ts";
import { conditionsKey, type Measurement, measurementsOf } from "./measurement.ts";
import { type Method, methodName, methodRank } from "./method.ts";
import type { PublishedFigure } from "./published.ts";
import { type RowSource, tableRow } from "./row.ts";
import type { Table } from "./table.ts";

/**
 * Makes the table.
 *
 * @param records Records of one or several runs; later ones supersede earlier ones.
 * @param published The published figures (published.ts).
 * @param methods The models in the order of the rows, with the names to print.
 * @returns The table; a failed, interrupted or unreached model has its row too.
 */
export function paperTable(
  records: readonly BenchRecord[],
  published: readonly PublishedFigure[],
  methods: readonly Method[],
): Table {
  const { orphanCount } = measurementsOf(records);
  const rows = rowSources(records, published, methods);
  const letters = sourceLetters(rows);

  return {
    title: "Efficiency of DS-Net and its baselines: measured beside published",
    caption: captionLines(rows.map(({ measurement }) => measurement), methods),
    rows: rows.map((row) => tableRow(row, (source) => letters.get(source) ?? "")),
    footnotes: footnotes({ rows, letters, orphanCount }),
  };
}

/** What each row of the table is made from, in the same order; charts and details need it. */
export function rowSources(
  records: readonly BenchRecord[],
  published: readonly PublishedFigure[],
  methods: readonly Method[],
): readonly RowSource[] {
  const ordered = inOrder(measurementsOf(records).measurements, methods);
  return ordered.map((measurement) => rowSource(measurement, published, methods));
}

/** Rows that may be compared stand together; within them the order is that of the methods. */
function inOrder(
  measurements: readonly Measurement[],
  methods: readonly Method[],
): readonly Measurement[] {
  const alike = Map.groupBy(measurements, ({ run }) => conditionsKey(run));
  return [...alike.values()].flatMap((group) =>
    group.toSorted((a, b) => methodRank(a.model, methods) - methodRank(b.model, methods))
  );
}

function rowSource(
  measurement: Measurement,
  published: readonly PublishedFigure[],
  methods: readonly Method[],
): RowSource {
  const { model, run, timing } = measurement;
  const anchor = timing?.relative?.anchor ?? run.settings.anchor;
  const figures = run.settings.size === PUBLISHED_SIZE ? published : [];
  const anchorThroughput = headlineFigure(figures, anchor, "throughput_img_s");
  return {
    method: methodName(model, methods),
    measurement,
    published: headlineFigures(figures, model),
    ...(anchorThroughput === undefined ? {} : { anchorThroughput }),
  };
}

function headlineFigures(
  figures: readonly PublishedFigure[],
  model: string,
): RowSource["published"] {
  const metrics = Object.keys(HEADLINE_SOURCES) as readonly HeadlineMetric[];
  return Object.fromEntries(metrics.flatMap((metric) => {
    const figure = headlineFigure(figures, model, metric);
    return figure === undefined ? [] : [[metric, figure]];
  }));
}
