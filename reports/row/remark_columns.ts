// Columns of what a reader must know of a row: why it failed, what speaks against its rate, who
// prints its figures.

import type { RecordedWeights, TimingRecord } from "../../bench/record/record.ts";
import { boundsOf } from "../../bench/samples/statistics.ts";
import { EXCESS_TEXT } from "../records/excess.ts";
import type { Measurement } from "../records/measurement.ts";
import { weightsOf } from "../records/run_weights.ts";
import { notCounted } from "../records/not_counted.ts";
import { launchText } from "../records/trace_total.ts";
import { joinedText } from "../text/joined_text.ts";
import { groupedText, TOO_FEW_ROUNDS } from "../text/number_text.ts";
import { percent } from "../text/percent_text.ts";
import { plainCell } from "./cell.ts";
import { type Column, hidden } from "./column.ts";
import type { RowSource } from "./row_source.ts";

/** Longest reason in a table of text; HTML, CSV and JSON have all of it. */
const LONGEST_REASON = 160;

/** The columns, in their order. */
export const REMARK_COLUMNS = [
  {
    key: "failure",
    kind: "text",
    header: "Remarks",
    shown: "where known",
    cell: ({ measurement }) => {
      const reason = failureReason(measurement);
      return {
        value: reason,
        text: remarksText(measurement, reason && shortened(reason)),
        whole: remarksText(measurement, reason),
      };
    },
  },
  hidden("sources", ({ published }) => plainCell(sourcesText(published))),
  hidden("doubts", ({ measurement }) => plainCell(doubtsText(measurement))),
] as const satisfies readonly Column[];

function failureReason({ failure, progress }: Measurement): string | undefined {
  if (failure !== undefined) return `${failure.stage}: ${failure.reason}`;
  return progress === "done" ? undefined : progress;
}

function shortened(reason: string): string {
  return reason.length <= LONGEST_REASON ? reason : `${reason.slice(0, LONGEST_REASON - 1)}…`;
}

/** What a reader must know of a row, the reason of its failure first. */
function remarksText(
  { run, model, timing, excess, count }: Measurement,
  reason: string | undefined,
): string {
  const [unused = 0, constants = 0] = [count?.unusedNodes.length, count?.constantWeights.length];
  const unknownOps = notCounted(count).join(", ");
  return joinedText([
    reason,
    unsteadyText(timing),
    heldBackText(timing),
    timing && launchText(timing),
    excess && EXCESS_TEXT[excess],
    timing?.softwareDevice && "software renderer",
    deviceRemark(timing),
    fallbackRemark(timing),
    weightsRemark(weightsOf(run, model)),
    unknownOps && `not counted: ${unknownOps}`,
    unused > 0 && `nodes not counted, as no output needs them: ${unused}`,
    constants > 0 && `weights not among Params, as they are fixed: ${constants}`,
  ], "; ");
}

/** That the samples are too few to tell stands in the column of their steadiness. */
function unsteadyText(timing: TimingRecord | undefined): string | undefined {
  return timing?.steady === false ? `not steady: ${timing.unsteadiness}` : undefined;
}

/** `held back: power limit in 4 of 6 rounds` */
function heldBackText(timing: TimingRecord | undefined): string | undefined {
  const { heldBack = {}, roundsMs = [] } = timing ?? {};
  const reasons = Object.entries(heldBack).map(([reason, rounds]) =>
    `${reason} in ${rounds} of ${roundsMs.length} rounds`
  );
  return reasons.length === 0 ? undefined : `held back: ${reasons.join(", ")}`;
}

function deviceRemark(timing: TimingRecord | undefined): string | undefined {
  const { deviceRequested, deviceUsed } = timing ?? {};
  if (deviceRequested === "auto" || deviceUsed === deviceRequested) return undefined;
  return `asked for ${deviceRequested}, ran on ${deviceUsed}`;
}

function fallbackRemark(timing: TimingRecord | undefined): string | undefined {
  const { nodes = [], share = 0 } = timing?.fallback ?? {};
  return nodes.length === 0 ? undefined : `${nodes.length} nodes on the CPU, ${percent(share)} %`;
}

/** Whose weights a network had, and whether some slow it down. */
function weightsRemark(weights: RecordedWeights | undefined): string | undefined {
  if (weights === undefined) return undefined;
  const { file, classes, denormals, seeded } = weights;
  return joinedText([
    `weights of ${file}`,
    classes !== null && `built for ${classes} classes`,
    seeded.length > 0 && `${seeded.length} parameters seeded`,
    denormals > 0 && `${groupedText(denormals)} of them denormal, which may be slow`,
  ], ", ");
}

/** What speaks against the rate, for machines: people find the same in their cells and remarks. */
function doubtsText({ timing, excess }: Measurement): string {
  if (timing === undefined) return "";
  return joinedText([
    boundsOf(timing.imagesPerSecond) === undefined && `${TOO_FEW_ROUNDS} for an interval`,
    timing.steady === null && `${timing.unsteadiness} to tell whether steady`,
    unsteadyText(timing),
    heldBackText(timing),
    excess && EXCESS_TEXT[excess],
  ], "; ");
}

function sourcesText(published: RowSource["published"]): string {
  return Object.entries(published)
    .map(([metric, figure]) => `${metric}: ${figure.source}`)
    .join("; ");
}
