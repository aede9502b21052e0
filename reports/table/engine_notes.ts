// What the footnotes say of engines: what each is, how it ran, and what its columns mean.

import type { TimingRecord } from "../../bench/record/record.ts";
import {
  DEFAULT_ENGINE_TITLE,
  engineKey,
  engineText,
  isDefaultEngine,
  versionsText,
} from "../records/engine_use.ts";
import { type Group, groupsBy } from "../records/groups_by.ts";
import type { Measurement } from "../records/measurement.ts";
import { joinedText } from "../text/joined_text.ts";
import type { Footnote } from "./table.ts";

/** The notes on the engines of some rows; none where all are the usual one's. */
export function engineNotes(
  measurements: readonly Measurement[],
): readonly Omit<Footnote, "letter">[] {
  if (measurements.every(({ engine }) => isDefaultEngine(engine))) return [];
  const timings = measurements.flatMap(({ timing }) => timing ?? []);
  const isOver = timings.some(({ overDefaultEngine }) => overDefaultEngine !== null);
  const isWithheld = measurements.some(({ failure }) => failure?.stage === "check");
  return [
    {
      about: ["relative_throughput"],
      text: "Ratios to the anchor stay within one engine.",
    },
    ...(isOver
      ? [{
        about: ["over_default_engine" as const],
        text: `Over ${DEFAULT_ENGINE_TITLE}: images/s over those of the same network by ` +
          "onnxruntime-node in one process, with the same graph where it ran that, round by round.",
      }]
      : []),
    ...groupsBy(measurements, ({ engine }) => engineKey(engine))
      .map((own) => ({ text: engineNote(own) })),
    ...(isWithheld
      ? [{
        text:
          "The outputs of every engine are held against those of the plain float32 graph; where " +
          "they disagree, the speed is withheld and the row says by how much.",
      }]
      : []),
  ];
}

/** `PyTorch (compile): engine pytorch, python 3.11.2, torch 2.13.0; …` */
function engineNote(measurements: Group<Measurement>): string {
  const [{ engine, run }] = measurements;
  const timings = measurements.flatMap(({ timing }) => timing ?? []);
  const usual = isDefaultEngine(engine) ? `onnxruntime-node ${run.environment.onnxruntime}` : "";
  const versions = timings.map(({ engineVersions }) => versionsText(engineVersions));
  const known = joinedText([...new Set([usual, ...versions])], " and ");
  const said = joinedText([
    joinedText(
      [`engine ${engine.engine}`, known || (timings.length > 0 && "versions unknown")],
      ", ",
    ),
    engine.instances > 1 &&
    `${engine.instances} processes side by side that share out threads and batch, images/s of all ` +
      "of them",
    flightText(timings),
    timings.length === 0 && "no row of it was timed",
  ], "; ");
  return `${engineText(engine)}: ${said}.`;
}

function flightText(timings: readonly TimingRecord[]): string | undefined {
  const most = Math.max(1, ...timings.map(({ runsInFlight }) => runsInFlight));
  return most === 1 ? undefined : `up to ${most} runs under way at the same time`;
}
