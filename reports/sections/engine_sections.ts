// The sections of several engines: whether they agree on the order of networks, and what a user would
// pick. None where one engine was measured alone.

import type { ReportedModel } from "../row/chart_rows.ts";
import type { RowSource } from "../row/row_source.ts";
import { engineWays, type Ways } from "./engine_ways.ts";
import { LIKENESS_READING, likenessTable } from "./order_likeness.ts";
import { orderSentences } from "./order_sentences.ts";
import type { TextTable } from "../text/text_table.ts";
import type { Pair } from "./pair_cost_table.ts";
import { NO_SAMPLES } from "./ranking.ts";
import { PICKS_READING, picksTables } from "./picks_table.ts";
import { DEFAULT_ENGINE_TITLE } from "../records/engine_use.ts";
import { FAST_READING, fastOverOthers } from "./fast_over_others.ts";
import type { Block, Section } from "./section.ts";

/**
 * The sections.
 *
 * @param order Pairs of which each engine says which one is faster.
 */
export function engineSections(
  sources: readonly RowSource[],
  models: readonly ReportedModel[],
  order: readonly Pair[],
): readonly Section[] {
  const picks = picksTables(sources.map(({ measurement }) => measurement), models);
  return [
    ...engineWays(sources).flatMap((group) => orderSection(group, { models, order })),
    ...(picks === undefined ? [] : [{
      title: "What a user would pick",
      blocks: [picks.whole, PICKS_READING],
      brief: [picks.brief],
    }]),
  ];
}

function orderSection(
  { conditions, isOnly, ways }: Ways,
  { models, order }: { readonly models: readonly ReportedModel[]; readonly order: readonly Pair[] },
): readonly Section[] {
  const sentences = orderSentences(ways, order, models);
  const fast = fastOverOthers(ways);
  const table = likenessTable(ways);
  const under = isOnly ? [] : [`${conditions}.`];
  return [
    ...section("Does the order hold across engines?", {
      under,
      blocks: [...sentences, ...(table === undefined ? [] : [table]), ...samplesRemark(table)],
      reading: table === undefined ? [] : [LIKENESS_READING],
    }),
    ...section(`The fast graph by ${DEFAULT_ENGINE_TITLE}, over the others`, {
      under,
      blocks: fast === undefined ? [] : [fast],
      reading: [FAST_READING],
    }),
  ];
}

/** What to do where samples are missing. */
function samplesRemark(table: TextTable | undefined): readonly string[] {
  const isMissing = table?.rows.some((cells) => cells.includes(NO_SAMPLES));
  return isMissing
    ? ["No samples: they were left out when records were joined; report --out DIR keeps them."]
    : [];
}

/** None without blocks; a terminal goes without how to read them. */
function section(
  title: string,
  { under, blocks, reading }: Readonly<Record<"under" | "blocks" | "reading", readonly Block[]>>,
): readonly Section[] {
  if (blocks.length === 0) return [];
  return [{ title, blocks: [...under, ...blocks, ...reading], brief: [...under, ...blocks] }];
}
