/**
 * Reproducible costs of vision networks: parameters, multiply-adds and throughput of DS-Net
 * (arXiv 2105.14734) and its baselines, each figure beside the published one.
 *
 * A network is written once, as a graph; everything else is derived from it.
 *
 * @example Count a network exactly
 * ```ts
 * import { countGraph, findModel } from "./mod.ts";
 *
 * const { params, macs } = countGraph(findModel("dsnet-t*").build());
 * console.log(params, macs); // 10534312 1832336768
 * ```
 *
 * @module
 */

export * from "./bench/count/conventions/mod.ts";
export * from "./bench/count/count.ts";
export {
  type BenchedGraphs,
  benchGraphs,
  type BenchGraphsOptions,
} from "./bench/run/bench_graphs.ts";
export type { ByName } from "./bench/record/by_name.ts";
export type * from "./bench/record/environment_types.ts";
export type { Arithmetic, Device, GraphVariant } from "./bench/job/protocol.ts";
export { RECORD_SCHEMA, recordLine } from "./bench/record/record.ts";
export { parseRecords, type ReadRecords } from "./bench/record/record_reader.ts";
export type * from "./bench/record/record_types.ts";
export * from "./bench/samples/statistics.ts";
export * from "./bench/samples/steady.ts";
export * from "./models/graph/builder.ts";
export * from "./models/catalog.ts";
export { DATA_TYPES } from "./models/graph/data_type.ts";
export * from "./models/graph/graph.ts";
export * from "./models/graph/image_size.ts";
export * from "./models/layers/layers.ts";
export * from "./models/graph/onnx.ts";
export * from "./models/operators/convolution.ts";
export * from "./models/operators/elementwise.ts";
export * from "./models/operators/layout.ts";
export * from "./models/operators/normalization.ts";
export * from "./models/operators/product.ts";
export * from "./models/pairs.ts";
export * from "./models/suites.ts";
export * from "./models/graph/weights.ts";
export type { Cell, CellValue } from "./reports/row/cell.ts";
export {
  type Column,
  type ColumnKey,
  type ColumnKind,
  COLUMNS,
  type ColumnShown,
} from "./reports/row/columns.ts";
export {
  type CompareOptions,
  type CompareReport,
  compareSides,
} from "./reports/compare/compare.ts";
export {
  type CompareRow,
  type RowConditions,
  type RowMetric,
  type RowVerdict,
  VERDICTS,
} from "./reports/compare/compare_row.ts";
export type { Excess } from "./reports/records/excess.ts";
export type { Timed } from "./reports/compare/conditions.ts";
export { compareCsv, compareJson } from "./reports/compare/formats/machine_text.ts";
export { compareMarkdown } from "./reports/compare/formats/markdown_text.ts";
export {
  type Better,
  COUNT_METRICS,
  type CountMetric,
  RATE_METRICS,
  type RateMetric,
  type RateMetricSpec,
} from "./reports/compare/metric.ts";
export type { ComparedFacts, Outcome } from "./reports/compare/outcome.ts";
export type { RatioEstimate } from "./reports/compare/ratio_interval.ts";
export {
  type Failed,
  type ModelSide,
  type Side,
  sideOf,
  type SideOptions,
} from "./reports/compare/side.ts";
export type { Warning } from "./reports/compare/warnings.ts";
export { type PaperReportOptions, paperTable } from "./reports/table/paper_table.ts";
export * from "./reports/published/published.ts";
export * from "./reports/table/table_data.ts";
export { tableMarkdown } from "./reports/table/table_markdown.ts";
export type { Method } from "./reports/row/method.ts";
export type { SortKey } from "./reports/row/choice.ts";
export type { Footnote, Table } from "./reports/table/table.ts";
export type { TableRow } from "./reports/row/columns.ts";
export * from "./reports/published/verdict.ts";
