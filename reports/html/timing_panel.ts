// What stands behind a rate: its interval, every raw sample, the time before the first of them, the
// device and the machine.

import type { TimingRecord } from "../../bench/record/record.ts";
import { roundRate } from "../../bench/samples/round_rate.ts";
import { boundsOf } from "../../bench/samples/statistics.ts";
import { bytesText } from "../text/unit_text.ts";
import { type Excess, EXCESS_TEXT } from "../records/excess.ts";
import { decimalText, fixedText, intervalText, TOO_FEW_ROUNDS } from "../text/number_text.ts";
import { publishedRatio, type RowSource } from "../row/row_source.ts";
import {
  DEFAULT_ENGINE_TITLE,
  engineText,
  isDefaultEngine,
  timedEngine,
  versionsText,
} from "../records/engine_use.ts";
import { deviceText, precisionText } from "../records/run_conditions.ts";
import { percent } from "../text/percent_text.ts";
import { tracedRunsText, traceTotal, traceTotalText } from "../records/trace_total.ts";
import { dataTable } from "./data_table.ts";
import { type Fact, facts, publishedFacts } from "./facts.ts";
import { type Html, safeHtml } from "./html.ts";
import { partsTable } from "./parts_table.ts";

/** Decimals of a sample: microseconds, finer than the clock's noise. */
const SAMPLE_DECIMALS = 3;

const KERNEL_TIME = { quantity: "Time in kernels (ms)", text: msText } as const;
const KERNEL_SHARES = { quantity: "Time in kernels" } as const;

/** The panel; without a timing it says why there is none. */
export function timingPanel(source: RowSource): Html {
  const { measurement: { timing, excess, failure, progress, run }, published } = source;
  const publishedEntries = [
    ...publishedFacts("Images/s", published.throughput_img_s),
    ["Published ratio to the anchor", publishedRatio(source)?.toFixed(2)],
  ] as const;
  const runEntries = [
    ["Run", `${run.startedAt}, ${run.runId}`],
    ["Machine", `${run.environment.cpuModel}, fingerprint ${run.machine}`],
  ] as const;
  if (timing === undefined) {
    const reason = failure === undefined ? progress : `${failure.stage}: ${failure.reason}`;
    return facts([["Not timed", reason], ...publishedEntries, ...runEntries]);
  }
  const total = traceTotal(timing);
  const division = total?.isNear === false ? KERNEL_SHARES : KERNEL_TIME;
  return safeHtml`${facts([...rateFacts(timing, excess), ...publishedEntries])}
${samplesHtml(timing)}
${partsTable(timing.kernelMs.byStage, { ...division, part: "stage" })}
${partsTable(timing.kernelMs.byStream, { ...division, part: "stream" })}
<h3>How it was measured</h3>
${facts([...conditionFacts(timing), ...runEntries])}`;
}

function rateFacts(timing: TimingRecord, excess: Excess | undefined): readonly Fact[] {
  const { imagesPerSecond, latencyMs, relative, overPlain, roofline, roundsMs } = timing;
  const { p90, p99 } = timing.latencyPercentilesMs;
  return [
    ["Throughput, images/s", intervalText(imagesPerSecond)],
    [
      "Interval",
      `${boundsOf(imagesPerSecond) ? "95 %" : `none, ${TOO_FEW_ROUNDS}`}, over ` +
      `${roundsMs.length} rounds${samplesText(roundsMs)}; ${steadinessText(timing)}`,
    ],
    [
      "Relative throughput",
      relative && `${intervalText(relative.ratio, { atLeast: 2 })} x ${relative.anchor}`,
    ],
    ["Over its plain graph", overPlain && intervalText(overPlain, { atLeast: 2 })],
    ["Latency, ms a batch", intervalText(latencyMs)],
    ["90 % of the samples below, ms", p90 && decimalText(p90)],
    ["99 % of the samples below, ms", p99 && decimalText(p99)],
    ["Of the matrix ceiling, %", roofline && rooflineText(roofline)],
    ["Not to be trusted", excess && EXCESS_TEXT[excess]],
  ];
}

function samplesText(roundsMs: TimingRecord["roundsMs"]): string {
  const count = roundsMs.reduce((sum, samples) => sum + samples.length, 0);
  return count === 0 ? "" : ` with ${count} samples`;
}

function steadinessText({ steady, unsteadiness }: TimingRecord): string {
  if (steady === null) return "cannot tell whether steady";
  return steady ? "steady" : `not steady: ${unsteadiness}`;
}

function rooflineText({ matrixShare, bound }: NonNullable<TimingRecord["roofline"]>): string {
  const bounds = boundsOf(matrixShare);
  const range = bounds ? `${percent(bounds.low)} to ${percent(bounds.high)}` : TOO_FEW_ROUNDS;
  return `${percent(matrixShare.median)} (${range}), bound by ${bound}`;
}

/** Nothing of the usual engine as it is. */
function engineFacts(timing: TimingRecord): readonly Fact[] {
  const engine = timedEngine(timing);
  if (isDefaultEngine(engine)) return [];
  return [
    ["Engine", engineText(engine)],
    ["Versions of the engine", versionsText(timing.engineVersions)],
    ["Runs under way at the same time", timing.runsInFlight],
    [
      `Over ${DEFAULT_ENGINE_TITLE}`,
      timing.overDefaultEngine && intervalText(timing.overDefaultEngine, { atLeast: 2 }),
    ],
  ];
}

function conditionFacts(timing: TimingRecord): readonly Fact[] {
  const { fallback, warmUpMs, referenceDifference, copiesIncluded } = timing;
  return [
    ["Device", `${deviceText(timing)}; asked for ${timing.deviceRequested}`],
    [
      "On the CPU instead",
      fallback.nodes.length === 0
        ? undefined
        : `${percent(fallback.share)} % of the time: ${fallback.nodes.join(", ")}`,
    ],
    ["Input", `size ${timing.size}, batch ${timing.batch}, ${precisionText(timing)}`],
    ["Threads", timing.threads],
    ...engineFacts(timing),
    ["Graph", timing.graph],
    ["Copies to the device", copiesIncluded ? "inside the samples" : "outside the samples"],
    [
      "Build, load, first run, ms",
      [timing.buildMs, timing.loadMs, timing.firstRunMs].map(msText)
        .join(", "),
    ],
    ["Warm-up runs, ms", warmUpMs.map(msText).join(", ")],
    ["Rounds ended by", timing.endedBy],
    [
      "Outside the runtime, %",
      timing.harnessShare === null ? undefined : percent(timing.harnessShare),
    ],
    [
      "Cores used while idle",
      timing.idleCores === null ? undefined : fixedText(timing.idleCores, 2),
    ],
    ["Time in kernels", traceText(timing)],
    ["Peak memory", bytesText(timing.peakMemoryBytes)],
    ["Difference to the plain graph", referenceDifference?.toExponential(1)],
    ["Digest of the outputs", timing.outputSha256],
  ];
}

/** What the trace comes to, and whether its milliseconds stand. */
function traceText(timing: TimingRecord): string | undefined {
  const total = traceTotal(timing);
  if (total === undefined) return undefined;
  return `${traceTotalText(total)}, ${tracedRunsText(timing)}` +
    (total.isNear ? "" : "; unlike the timed runs, so only shares are given");
}

function msText(ms: number): string {
  return decimalText(ms);
}

function samplesHtml(timing: TimingRecord): Html {
  // Records that were joined for a table have lost them (merge.ts).
  if (timing.roundsMs.every((samples) => samples.length === 0)) {
    return safeHtml`<p class="missing">The samples were left out when the records were joined.</p>`;
  }
  return safeHtml`<h3>Every sample</h3>
<div class="samples" tabindex="0" role="region" aria-label="Samples">${roundsTable(timing)}</div>`;
}

function roundsTable({ roundsMs, batch }: TimingRecord): Html {
  return dataTable({
    header: ["Round", "Images/s", "Samples (ms a batch)"],
    align: ["right", "right", "left"],
    rows: roundsMs.map((samplesMs, index) => [
      String(index + 1),
      rateText(samplesMs, batch),
      samplesMs.map((ms) => fixedText(ms, SAMPLE_DECIMALS)).join(", "),
    ]),
  }, "Samples by round");
}

/** Empty where the clock saw no time pass. */
function rateText(samplesMs: readonly number[], batch: number): string {
  const rate = roundRate(samplesMs, batch);
  return Number.isFinite(rate) ? decimalText(rate) : "";
}
