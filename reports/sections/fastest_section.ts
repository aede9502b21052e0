// Who is faster, and by how much: the sentence that a table of rates is read for.

import type { TimingRecord } from "../../bench/record/record.ts";
import type { ChartGroup, ChartRow } from "../row/chart_rows.ts";
import { intervalText } from "../text/number_text.ts";
import { isTrusted } from "../records/measurement.ts";
import { isResolved, rateOver } from "../records/paired_rate.ts";
import type { Section } from "./section.ts";

/** A row with its timing. */
interface Timed {
  readonly name: string;
  readonly timing: TimingRecord;
}

/** The section; none where no two rows of one graph were timed under one set of conditions. */
export function fastestSection(groups: readonly ChartGroup[]): readonly Section[] {
  const blocks = groups.flatMap((group) => {
    const sentences = fastestSentences(group);
    const under = groups.length < 2 || sentences.length === 0 ? [] : [`${group.conditions}.`];
    return [...under, ...sentences];
  });
  return blocks.length === 0 ? [] : [{ title: "Who is faster", blocks }];
}

/** One sentence for each graph variant: ratios stay within one. */
export function fastestSentences({ rows }: Pick<ChartGroup, "rows">): readonly string[] {
  const byGraph = Map.groupBy(rows, ({ source }) => source.measurement.graph);
  return [...byGraph].flatMap(([graph, alike]) => {
    const [first, second, ...others] = alike.flatMap(timedOf)
      .toSorted((a, b) => rateOf(b) - rateOf(a));
    if (first === undefined || second === undefined) return [];
    const slowest = others.at(-1);
    const where = byGraph.size < 2 ? "" : `With the ${graph} graph, `;
    const known = [
      againstText(first, second, slowest === undefined ? undefined : "the next"),
      slowest && againstText(first, slowest, "the slowest"),
    ].filter((text) => text !== undefined);
    return [`${where}${known.length === 0 ? unknownText(first) : known.join("; ")}.`];
  });
}

function unknownText({ name }: Timed): string {
  return `${name} has the highest rate; by how much is unknown, as no samples of the same rounds ` +
    "are at hand";
}

/** A rate above the ceiling beats nobody. */
function timedOf({ source: { method, measurement } }: ChartRow): readonly Timed[] {
  return isTrusted(measurement) ? [{ name: method, timing: measurement.timing }] : [];
}

function rateOf({ timing }: Timed): number {
  return timing.imagesPerSecond.median;
}

/** `DS-Net-T is 1.26 (1.23 to 1.30) times as fast as DS-Net-T*, the next`, or what is not resolved. */
function againstText(one: Timed, other: Timed, role: string | undefined): string | undefined {
  const ratio = rateOver(one.timing, other.timing);
  if (ratio === undefined) return undefined;
  const named = role === undefined ? other.name : `${other.name}, ${role}`;
  const text = intervalText(ratio, { atLeast: 2 });
  return isResolved(ratio)
    ? `${one.name} is ${text} times as fast as ${named}`
    : `${one.name} over ${named}: ${text}, not resolved`;
}
