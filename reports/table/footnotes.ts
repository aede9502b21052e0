// The remarks under the table. A remark on something rare is there only if the table has it; the
// letter of a published figure names one source and nothing else.

import type { TimingRecord } from "../../bench/record/record.ts";
import { boundsOf } from "../../bench/samples/statistics.ts";
import { batchCurves, batchCurveText, bestBatches, bestBatchText } from "../row/best_batch.ts";
import { notCounted } from "../records/not_counted.ts";
import { HEADLINE_METRICS, PUBLISHED_SIZE } from "../published/headline_figure.ts";
import { energySourceText } from "../row/energy_columns.ts";
import { isLaunchUnknown, launchText } from "../records/trace_total.ts";
import { engineText } from "../records/engine_use.ts";
import { deviceText } from "../records/run_conditions.ts";
import { type PublishedFigure, SECOND_HAND } from "../published/published.ts";
import { STAR_NOTE } from "../row/method.ts";
import { publishedRatio, type RowSource } from "../row/row_source.ts";
import { joinedText } from "../text/joined_text.ts";
import { engineNotes } from "./engine_notes.ts";
import type { Footnote } from "./table.ts";

/** What the footnotes speak about. */
export interface FootnoteSource {
  readonly rows: readonly RowSource[];
  readonly letters: ReadonlyMap<string, string>;
  readonly orphanCount: number;
  /** What the caller has to say. */
  readonly remarks: readonly string[];
}

/** A remark without a letter, and what it is about. */
type Remark = Omit<Footnote, "letter">;

const FIXED: readonly Remark[] = [
  {
    about: ["params", "macs"],
    text:
      "FLOPs (G) are multiply-adds / 1e9, as in the papers; 1 multiply-add (MAC) = 2 FLOPs. Counted " +
      "are convolutions, linear layers and the matrix products of attention; biases and element-wise " +
      "work are not. Params are learned parameters, a shared one once.",
  },
  {
    about: ["params_verdict", "flops_verdict"],
    text:
      "Verdict: ours, rounded half away from zero to the decimals of the published figure, equals it " +
      "(reproduced), is off in its last place, or differs (x published / ours).",
  },
  {
    about: ["throughput_img_s", "throughput_published_img_s"],
    text:
      "Throughput is the median over rounds, in parentheses its 95 % interval, which 6 rounds or more " +
      "carry. The published one belongs to the device of its source: it is shown for orientation and gets no verdict.",
  },
  {
    about: ["relative_throughput"],
    text:
      "Relative throughput is taken round by round against the anchor in the same graph variant.",
  },
];

const NOT_MEASURED: Remark = {
  about: ["top1_published_percent", "top5_published_percent"],
  text: "Top-1 and Top-5 are published, not measured here.",
};

/** Letters of the sources of all published figures, in order of appearance. */
export function sourceLetters(rows: readonly RowSource[]): ReadonlyMap<string, string> {
  const sources = new Set(figuresOf(rows).map((figure) => figure.source));
  return new Map([...sources].map((source, index) => [source, letterAt(index)]));
}

/** Every footnote, general ones first, then the sources by letter. */
export function footnotes(source: FootnoteSource): readonly Footnote[] {
  const remarks = source.remarks.map((text) => ({ text }));
  const engines = engineNotes(source.rows.map(({ measurement }) => measurement));
  const isMeasured = source.rows.some(({ accuracy }) => accuracy !== undefined);
  const fixed = isMeasured ? FIXED : [...FIXED, NOT_MEASURED];
  const general = [...fixed, ...engines, ...occasional(source), ...remarks]
    .map((remark) => ({ letter: "", ...remark }));
  const figures = figuresOf(source.rows);
  const lettered = [...source.letters].map(([name, letter]) => ({
    letter,
    text: sourceText(name, figures.filter((figure) => figure.source === name)),
  }));
  return [...general, ...lettered];
}

function occasional({ rows, orphanCount }: FootnoteSource): readonly Remark[] {
  const measurements = rows.map((row) => row.measurement);
  const methodOf = new Map(rows.map(({ measurement, method }) => [measurement.model, method]));
  const isUnlike = (row: RowSource) =>
    row.published.throughput_img_s !== undefined && publishedRatio(row) === undefined;
  const best = bestBatches(measurements);
  const curves = batchCurves(measurements);
  const tuned = distinct(measurements.map(({ run }) => run.settings.rewrites?.join(", ")));
  const energies = measurements.flatMap(({ timing }) => timing?.energy === undefined ? [] : timing);
  const energySources = distinct(
    energies.filter(({ energy }) => energy?.problem === null).map(energySourceText),
  );
  const launchUnknown = distinct(
    measurements.map(({ engine, timing }) =>
      timing && isLaunchUnknown(timing) ? `${engineText(engine)} on ${deviceText(timing)}` : null
    ),
  );
  const noEnergyReasons = distinct(energies.map(({ energy }) => energy?.problem));
  const remarks: readonly (readonly [applies: boolean, text: string, about?: Remark["about"]])[] = [
    [rows.some(({ method }) => method.includes("*")), STAR_NOTE],
    [
      best.length > 0,
      `Best batch by measured rate: ${bestBatchText(best, (id) => methodOf.get(id) ?? id)}.`,
    ],
    [
      tuned.length > 0,
      `Fast graphs of onnxruntime-node have the rewrites that tune found by timing on this device: ${
        tuned.join("; ")
      }.`,
    ],
    [
      curves.length > 0,
      `Images/s by batch, with the gain of each doubling: ${
        batchCurveText(curves, (id) => methodOf.get(id) ?? id)
      }. The sweep of a model ends where a doubling gains less than 3 %, or memory ends.`,
    ],
    [
      rows.some(isUnlike),
      "The published ratio is empty where the figure and the anchor's do not come from the same " +
      "source and device, since unlike devices are not compared.",
      ["relative_published"],
    ],
    [
      measurements.some(({ timing }) => timing !== undefined && hasTooFewRounds(timing)),
      "Too few rounds: fewer than 6 carry no 95 % interval; a longer --time or more --rounds make them.",
    ],
    [
      measurements.some(({ timing }) => timing?.steady === false),
      "Not steady: the samples show a trend, or two modes, so the interval may miss the true rate.",
    ],
    [
      measurements.some(({ timing }) => timing && launchText(timing) !== undefined),
      "Launch-bound: in the traced runs the device computed for less than half of the time, as the " +
      "processor handed work over more slowly; a larger batch or a CUDA graph helps.",
    ],
    [
      launchUnknown.length > 0,
      `Whether a row is launch-bound is not known of ${joinedText(launchUnknown, " and ")}: the ` +
      "trace there has no time of the device.",
    ],
    [
      measurements.some(({ timing }) => timing?.roofline),
      "Of the matrix ceiling: 2 x MACs x images/s over the fastest matrix product that the same " +
      "runtime, device and threads reached in the same rounds; it can exceed 100 where a rewritten " +
      "graph executes less, or the runtime is better at convolutions. Bound by: which ceiling, arithmetic " +
      "or memory, the network would reach first. Executed MACs: of the graph that was timed; a " +
      "rewritten graph needs fewer, and the share still counts the network's own.",
      ["matrix_share_percent"],
    ],
    [
      measurements.some(({ timing }) => timing?.roofline?.transferShare != null),
      "Of host to device: the bytes a second of a row's inputs over what the way to the device carried " +
      "in the same rounds: where inputs are copied, so much of its time goes there at the least.",
      ["transfer_share_percent"],
    ],
    [
      measurements.some(({ timing }) => timing?.overPlain),
      "Over its plain graph: a rewritten graph's throughput over that of the same network's plain " +
      "one, round by round. No figure is published beside it.",
    ],
    [
      energySources.length > 0,
      "Images/J: throughput over the mean power during the row's slices, of the rounds in which power " +
      `was told meanwhile (${
        energySources.join("; ")
      }); a longer --slice has more of them. Of a GPU it is the card's power alone, of a processor that of ` +
      "whole processors, whoever uses them.",
      ["images_per_joule"],
    ],
    [
      noEnergyReasons.length > 0,
      `Images/J is empty where nothing tells power: ${noEnergyReasons.join("; ")}.`,
      ["images_per_joule"],
    ],
    [
      measurements.some(({ progress }) => progress === "interrupted"),
      "Interrupted: the run ended before the rounds of the model were summed up.",
    ],
    [
      measurements.some(({ progress }) => progress === "not reached"),
      "Not reached: the run was stopped or killed before it timed the model, or still goes on; the " +
      "same command with --resume measures it.",
    ],
    [
      measurements.some(({ count }) => notCounted(count).length > 0),
      "A lower bound is marked >=: the remarks name the operators that are not counted.",
    ],
    [
      measurements.some(({ run }) => run.settings.size !== PUBLISHED_SIZE),
      `Published figures are for size ${PUBLISHED_SIZE} and stay empty for other sizes.`,
    ],
    [
      orphanCount > 0,
      `Left out: ${orphanCount} record(s) of runs whose run record is missing.`,
    ],
  ];
  return remarks.filter(([applies]) => applies)
    .map(([, text, about]) => about === undefined ? { text } : { text, about });
}

/** Whether some figure of a row has no interval for lack of rounds. */
function hasTooFewRounds({ imagesPerSecond, energy }: TimingRecord): boolean {
  return [imagesPerSecond, energy?.imagesPerJoule].some((figure) =>
    figure != null && boundsOf(figure) === undefined
  );
}

function distinct(texts: readonly (string | null | undefined)[]): readonly string[] {
  return [...new Set(texts)].filter((text) => typeof text === "string");
}

/** Name, how far it can be trusted, and at the end its pages, where links stay clickable. */
function sourceText(name: string, figures: readonly PublishedFigure[]): string {
  const urls = new Set(figures.map((figure) => figure.url));
  const devices = new Set(
    figures
      .filter((figure) => figure.metric === "throughput_img_s")
      .map((figure) => figure.device ?? "a device not stated in the text read"),
  );
  const isSecondHand = figures.some(({ read }) => read === "second-hand");
  const remarks = joinedText([
    name,
    devices.size > 0 && `throughput on ${[...devices].join(" and ")}`,
    isSecondHand && SECOND_HAND,
  ], "; ");
  return `${remarks}: ${[...urls].join(", ")}`;
}

function figuresOf(rows: readonly RowSource[]): readonly PublishedFigure[] {
  return rows.flatMap(({ published }) =>
    HEADLINE_METRICS.flatMap((metric) => published[metric] ?? [])
  );
}

/** 0 -> `a`, 25 -> `z`, 26 -> `a2` */
function letterAt(index: number): string {
  const letter = String.fromCharCode("a".charCodeAt(0) + index % 26);
  const lap = Math.floor(index / 26);
  return lap === 0 ? letter : `${letter}${lap + 1}`;
}
