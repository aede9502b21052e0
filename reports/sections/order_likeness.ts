// How alike the orders of networks by throughput are, of each two engines and of each with a paper:
// Kendall's tau-b, with what the rounds leave open of it.

import { orderOf } from "../../bench/samples/kendall.ts";
import { groupsBy } from "../records/groups_by.ts";
import type { TextTable } from "../text/text_table.ts";
import type { Way } from "./engine_ways.ts";
import { LEAST_NETWORKS, likenessCells, type Ranking, rankings, sharedModels } from "./ranking.ts";

/** How to read the table. */
export const LIKENESS_READING =
  "Kendall's tau-b of two orders by throughput: 1 if they are the same, -1 if one is the other upside " +
  "down, about 0 if they say nothing of each other. Its 95 % interval lies between what it would be if " +
  "all pairs of networks that the rounds do not settle were against it, and if all were for it; which " +
  "pairs are settled follows from resampling the rounds, for all pairs and engines at once. Fewer " +
  `than ${LEAST_NETWORKS} networks say nothing, as they come in one order by chance once in 6 times or ` +
  "oftener: two such orders stand here only where no others have more.";

/**
 * A line for each two orders; `undefined` where there are no two engines. Of two that have too few
 * networks in common there is one only where all have.
 */
export function likenessTable(ways: readonly Way[]): TextTable | undefined {
  const engines = rankings(
    ways.map(({ label, rows }) => ({ label, measurements: rows.map((row) => row.measurement) })),
  );
  if (engines.length < 2) return undefined;
  const all = [...engines, ...publishedRankings(ways)];
  // Two sources say nothing of any engine.
  const pairs = engines.flatMap((one, index) =>
    all.slice(index + 1).map((other) => [one, other] as const)
  );
  const telling = pairs.filter((pair) => sharedModels(...pair).length >= LEAST_NETWORKS);
  const told = telling.length > 0 ? telling : pairs;
  return {
    header: ["Order with", "And with", "Networks", "Tau-b", "95 % interval"],
    align: ["left", "left", "right", "right", "left"],
    rows: told.map(([one, other]) => [one.label, other.label, ...likenessCells(one, other)]),
  };
}

/** What each source prints of one device; where none has enough networks, the one with most. */
function publishedRankings(ways: readonly Way[]): readonly Ranking[] {
  const rows = ways.flatMap((way) => way.rows);
  const figures = new Map(rows.flatMap(({ measurement: { model }, published }) => {
    const figure = published.throughput_img_s;
    return figure === undefined ? [] : [[model, figure] as const];
  }));
  const bySource = groupsBy(
    figures,
    ([, { source, device }]) => JSON.stringify([source, device]),
  );
  const lists = bySource.toSorted((a, b) => b.length - a.length);
  const enough = lists.filter(({ length }) => length >= LEAST_NETWORKS);
  return (enough.length > 0 ? enough : lists.slice(0, 1)).map((list) => ({
    label: `published: ${list[0][1].source}`,
    models: list.map(([model]) => model),
    order: orderOf(list.map(([, { value }]) => value)),
  }));
}
