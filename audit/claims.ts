// Claims that compare two models, recomputed from the published columns.
//
// A gain is a difference of accuracies, so it stands or falls with the baseline's figure that was
// taken; every source of it is tried. Where the data names an obstacle, the differences are shown
// and decide nothing: the claim cannot be tested here. What alignment costs in throughput is a ratio
// of two published rates; ours, from another device, stands beside it and is no verdict.

import type { BenchRecord } from "../bench/record/record.ts";
import { ALIGNMENT_PAIRS } from "../models/pairs.ts";
import type {
  AccuracyMetric,
  AuditedGain,
  AuditedThroughput,
  AuditVerdict,
  Claim,
  RatioUnder,
  Recomputation,
} from "./audit_report.ts";
import { ourRatio } from "./our_ratio.ts";
import { type CsvRow, csvRows } from "../reports/text/csv_rows.ts";
import { quotientText } from "../reports/text/number_text.ts";
import { comparableGroups } from "../reports/records/comparable_groups.ts";
import { type Measurement, measurementsOf } from "../reports/records/measurement.ts";
import { type PublishedFigure, readOf } from "../reports/published/published.ts";

const COLUMNS = [
  "model_id",
  "model",
  "over_id",
  "over",
  "metric",
  "gain_percentage_points",
  "obstacle",
  "source",
  "url",
  "read",
  "note",
] as const;

const METRICS: readonly AccuracyMetric[] = ["top1", "ap_box", "ap_mask"];

/**
 * Reads the published claims.
 *
 * @param csvText Text of published/claims.csv.
 * @throws {SyntaxError} If the columns are others, or a cell is not what its column needs.
 */
export function parseClaims(csvText: string): readonly Claim[] {
  return csvRows(csvText, "published claims", COLUMNS).map(claimOf);
}

function claimOf({ cells, line }: CsvRow<typeof COLUMNS[number]>): Claim {
  const { model_id: modelId, over_id: overId, gain_percentage_points: text } = cells;
  const { obstacle, source, url } = cells;
  const metric = METRICS.find((known) => known === cells.metric);
  if (metric === undefined || !/^\d{1,3}\.\d{1,3}$/.test(text)) {
    throw new SyntaxError(
      `Cannot read published claims as a claim must be a gain in ${METRICS.join(", ")} such as ` +
        `6.8: line ${line} has "${text}" in "${cells.metric}"`,
    );
  }
  const read = readOf(cells.read, "published claims", line);
  const claim = { modelId, overId, metric, text, source, url, read };
  return obstacle === "" ? claim : { ...claim, obstacle };
}

const UNTESTED: AuditVerdict = "cannot be tested here";

/** Recomputes a claim with every published figure of its baseline. */
export function auditGain(claim: Claim, figures: readonly PublishedFigure[]): AuditedGain {
  const ofMetric = figures.filter(({ metric }) => metric === claim.metric);
  const own = ofMetric.find((figure) =>
    figure.modelId === claim.modelId && figure.source === claim.source
  );
  const baselines = ofMetric.filter(({ modelId }) => modelId === claim.overId);
  const recomputed = own === undefined
    ? []
    : baselines.map((baseline) => recomputation(claim, own, baseline));
  const isOpen = claim.obstacle !== undefined;
  return { ...claim, recomputed, verdict: isOpen ? UNTESTED : gainVerdict(recomputed) };
}

function gainVerdict(recomputed: readonly Recomputation[]): AuditVerdict {
  if (recomputed.length === 0) return UNTESTED;
  return recomputed.some(({ holds }) => holds) ? "reproduced" : "differs";
}

function recomputation(
  claim: Claim,
  own: PublishedFigure,
  baseline: PublishedFigure,
): Recomputation {
  const decimals = claim.text.split(".")[1]?.length ?? 0;
  const places = 10 ** Math.max(own.decimals, baseline.decimals);
  const difference = Math.round(own.value * places) - Math.round(baseline.value * places);
  const gain = quotientText(difference, places, decimals);
  return {
    text: `${own.text} - ${baseline.text} = ${gain}`,
    source: baseline.source,
    url: baseline.url,
    holds: gain === claim.text,
  };
}

/** Every network with an aligned twin whose throughputs one source prints. */
export function auditThroughputs(
  figures: readonly PublishedFigure[],
  records: readonly BenchRecord[],
): readonly AuditedThroughput[] {
  const rates = figures.filter(({ metric }) => metric === "throughput_img_s");
  const { measurements } = measurementsOf(records);
  return rates.flatMap((plain) => {
    const aligned = rates.find(({ modelId, source }) =>
      source === plain.source &&
      ALIGNMENT_PAIRS.some(({ model, base }) => model === modelId && base === plain.modelId)
    );
    if (aligned === undefined) return [];
    return [{
      modelId: aligned.modelId,
      overId: plain.modelId,
      text: `${aligned.text} / ${plain.text}`,
      ratio: aligned.value / plain.value,
      source: plain.source,
      url: plain.url,
      ours: ourRatios(aligned.modelId, plain.modelId, measurements),
    }];
  });
}

/** One ratio for each set of conditions under which both were timed. */
function ourRatios(
  modelId: string,
  overId: string,
  measurements: readonly Measurement[],
): readonly RatioUnder[] {
  return comparableGroups(measurements).flatMap(({ conditions, timingOf }) => {
    const [own, over] = [timingOf(modelId), timingOf(overId)];
    return own === undefined || over === undefined ? [] : [{ ...ourRatio(own, over), conditions }];
  });
}
