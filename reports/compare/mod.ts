// The comparison of two sets of records, for programs:
//
//   const base = sideOf("base.jsonl", parseRecords(baseText).records);
//   const next = sideOf("new.jsonl", parseRecords(nextText).records);
//   compareSides(base, next).outcome; // "passed", say

export { type CompareOptions, type CompareReport, compareSides } from "./compare.ts";
export {
  type CompareRow,
  type RowConditions,
  type RowMetric,
  type RowVerdict,
  VERDICTS,
} from "./compare_row.ts";
export type { Excess } from "../excess.ts";
export type { Timed } from "./conditions.ts";
export { compareCsv, compareJson } from "./machine_text.ts";
export { compareMarkdown } from "./markdown_text.ts";
export {
  type Better,
  COUNT_METRICS,
  type CountMetric,
  RATE_METRICS,
  type RateMetric,
  type RateMetricSpec,
} from "./metric.ts";
export type { Outcome } from "./outcome.ts";
export type { RatioEstimate } from "./ratio_interval.ts";
export { type Failed, type ModelSide, type Side, sideOf, type SideOptions } from "./side.ts";
export type { Warning } from "./warnings.ts";
