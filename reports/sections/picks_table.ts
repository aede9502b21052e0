// What a user would pick, as a table: the fastest way to run each network in each precision, and what
// it costs in accuracy and memory.

import { DEFAULT_ENGINE_TITLE, engineText } from "../records/engine_use.ts";
import type { Measurement, TimedMeasurement } from "../records/measurement.ts";
import { type Method, methodName, methodRank } from "../row/method.ts";
import { joinedText } from "../text/joined_text.ts";
import { intervalText, TOO_FEW_ROUNDS } from "../text/number_text.ts";
import type { TextTable } from "../text/text_table.ts";
import { bytesText } from "../text/unit_text.ts";
import { type EnginePick, enginePicks, TASK_CONDITIONS } from "./engine_picks.ts";

/** How to read the table. */
export const PICKS_READING =
  "One way is faster than another only by a whole interval: of the ratio round by round where both were " +
  "timed in the same rounds, else of both rates; what is not slower by that is as fast, and where rounds " +
  "are too few for an interval, the highest median stands first and nothing is told. Outputs: the largest " +
  "difference to the plain float32 graph on the CPU, relative. Precisions are no equals: each " +
  "has its line.";

/** One column. */
interface PickColumn {
  readonly header: string;
  readonly align: "left" | "right";
  /** Whether a terminal has it too. */
  readonly isBrief: boolean;
  readonly of: (pick: EnginePick) => string;
}

/** The table, whole and as a terminal has it. */
export interface PicksTables {
  readonly whole: TextTable;
  readonly brief: TextTable;
}

/** The tables; `undefined` where no network was timed on several engines. */
export function picksTables(
  measurements: readonly Measurement[],
  methods: readonly Method[],
): PicksTables | undefined {
  const rank = ({ best }: EnginePick) => methodRank(best.model, methods);
  const picks = enginePicks(measurements).toSorted((a, b) => rank(a) - rank(b));
  if (picks.length === 0) return undefined;
  const columns = columnsOf(picks, methods);
  return {
    whole: tableOf(picks, columns),
    brief: tableOf(picks, columns.filter(({ isBrief }) => isBrief)),
  };
}

function tableOf(picks: readonly EnginePick[], columns: readonly PickColumn[]): TextTable {
  return {
    header: columns.map(({ header }) => header),
    align: columns.map(({ align }) => align),
    rows: picks.map((pick) => columns.map(({ of }) => of(pick))),
  };
}

/** A column for each condition in which picks differ. */
function conditionColumns(picks: readonly EnginePick[]): readonly PickColumn[] {
  return TASK_CONDITIONS
    .filter(({ of }) => new Set(picks.map(({ best }) => of(best.run))).size > 1)
    .map(({ header, of, text = String }) => ({
      header,
      align: "left",
      isBrief: true,
      of: ({ best }) => text(of(best.run)),
    }));
}

function columnsOf(
  picks: readonly EnginePick[],
  methods: readonly Method[],
): readonly PickColumn[] {
  const name = ({ best }: EnginePick) => methodName(best.model, methods);
  const hasPrecisions = picks.some(({ ofAll }) => ofAll !== undefined);
  return [
    { header: "Method", align: "left", isBrief: true, of: name },
    ...conditionColumns(picks),
    { header: "Precision", align: "left", isBrief: true, of: ({ precision }) => precision },
    { header: "Fastest", align: "left", isBrief: true, of: waysText },
    {
      header: "Images/s",
      align: "right",
      isBrief: true,
      of: ({ best }) => intervalText(best.timing.imagesPerSecond),
    },
    ...(hasPrecisions
      ? [{
        header: "Of all precisions",
        align: "left" as const,
        isBrief: true,
        of: ({ ofAll }: EnginePick) => ofAll ?? "",
      }]
      : []),
    { header: "Outputs", align: "right", isBrief: true, of: outputsText },
    {
      header: `Over ${DEFAULT_ENGINE_TITLE}`,
      align: "right",
      isBrief: false,
      of: ({ best: { timing: { overDefaultEngine } } }) =>
        overDefaultEngine === null ? "" : intervalText(overDefaultEngine, { atLeast: 2 }),
    },
    {
      header: "Peak memory",
      align: "right",
      isBrief: false,
      of: ({ best }) => bytesText(best.timing.peakMemoryBytes),
    },
  ];
}

/** `ONNX Runtime, 2 instances, fast graph; as fast: OpenVINO, fast graph` */
function waysText({ best, asFast, untold, candidates }: EnginePick): string {
  const text = (ways: readonly TimedMeasurement[]) =>
    ways.map((one) => wayText(one, candidates)).join(" and ");
  return joinedText([
    wayText(best, candidates),
    asFast.length > 0 && `as fast: ${text(asFast)}`,
    untold.length > 0 && `${TOO_FEW_ROUNDS} to tell: ${text(untold)}`,
  ], "; ");
}

/** The engine with all that makes it this fast. */
function wayText(
  { engine, graph, timing }: TimedMeasurement,
  candidates: readonly TimedMeasurement[],
): string {
  const devices = new Set(candidates.map((one) => one.timing.deviceUsed));
  return joinedText([
    engineText(engine),
    `${graph} graph`,
    devices.size > 1 && timing.deviceUsed,
  ], ", ");
}

function outputsText({ best: { timing: { referenceDifference } } }: EnginePick): string {
  return referenceDifference?.toExponential(1) ?? "the reference";
}
