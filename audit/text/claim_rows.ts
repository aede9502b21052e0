// The claims of an audit as rows: gains in accuracy, and what alignment costs in throughput.

import { SECOND_HAND } from "../../reports/published/published.ts";
import type { AuditedGain, AuditedThroughput, AuditReport } from "../audit_report.ts";
import { METRIC_NAMES, namesText, rangeText } from "./audit_text.ts";
import type { LinkedRow } from "./linked_table.ts";

/** A table with its title; the first row is the header. */
export interface ClaimSection {
  readonly title: string;
  readonly rows: readonly LinkedRow[];
}

/**
 * Both tables; without claims they are headers alone.
 *
 * @param isAll Whether every baseline of a gain is a row of its own.
 */
export function claimSections(report: AuditReport, isAll: boolean): readonly ClaimSection[] {
  return [
    { title: "Claims: gains in accuracy", rows: gainRows(report, isAll) },
    { title: "Claims: what alignment costs in throughput", rows: throughputRows(report) },
  ];
}

/** Each claim with every baseline of every source, or with how many of them it holds. */
function gainRows(report: AuditReport, isAll: boolean): readonly LinkedRow[] {
  return [
    ["Claim", "Metric", "Published", "Verdict", "Recomputed", "Baseline from"],
    ...report.gains.flatMap((gain) => {
      const { modelId, overId, metric, text, obstacle, url, read, verdict } = gain;
      const hand = read === "second-hand" ? `, ${SECOND_HAND}` : "";
      const ways = isAll ? wayCells(gain) : [shortWay(gain)];
      return ways.map((way, i) => [
        i === 0 ? `${namesText([modelId], report)} over ${namesText([overId], report)}` : "",
        i === 0 ? METRIC_NAMES[metric] : "",
        i === 0 ? { text: `+${text}${hand}`, url } : "",
        i === 0 ? [verdict, obstacle ?? []].flat().join(": ") : "",
        ...way,
      ]);
    }),
  ];
}

function wayCells({ recomputed }: AuditedGain): readonly LinkedRow[] {
  if (recomputed.length === 0) return [["", ""]];
  return recomputed.map(({ text, source, url, holds }) => [
    `${text}${holds ? "" : ", not the claim"}`,
    { text: source, url },
  ]);
}

/** The way that gives the claim, else the first. */
function shortWay({ recomputed }: AuditedGain): LinkedRow {
  const shown = recomputed.find(({ holds }) => holds) ?? recomputed[0];
  if (shown === undefined) return ["", ""];
  const held = recomputed.filter(({ holds }) => holds).length;
  return [
    `${shown.text}${shown.holds ? "" : ", not the claim"}; ` +
    `the claim with ${held} of ${recomputed.length} baselines`,
    { text: shown.source, url: shown.url },
  ];
}

/** A row for each set of conditions under which we timed both. */
function throughputRows(report: AuditReport): readonly LinkedRow[] {
  return [
    ["Claim", "Published columns", "Published ratio", "Our ratio", "How"],
    ...report.throughputs.flatMap((throughput) => {
      const { modelId, overId, text, url, ratio } = throughput;
      return oursCells(throughput).map((cells, i) => [
        i === 0 ? `${namesText([modelId], report)} over ${namesText([overId], report)}` : "",
        i === 0 ? { text, url } : "",
        i === 0 ? ratio.toFixed(2) : "",
        ...cells,
      ]);
    }),
  ];
}

function oursCells({ ours }: AuditedThroughput): readonly (readonly string[])[] {
  if (ours.length === 0) return [["", "no records"]];
  return ours.map(({ ratio, interval, how, conditions }) => [
    ratio.toFixed(2) + (interval === undefined ? "" : ` (${rangeText(interval)})`),
    `${how} (${conditions})`,
  ]);
}
