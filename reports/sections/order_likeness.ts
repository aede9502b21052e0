// How alike the orders of networks by throughput are, of each two engines and of each with a paper:
// Kendall's tau-b, with what the rounds leave open of it.

import { kendallTau, type Order, orderOf } from "../../bench/samples/kendall.ts";
import { seededRandom } from "../../bench/samples/random.ts";
import { roundRates } from "../../bench/samples/round_rate.ts";
import { type RankedItem, settledOrders } from "../../bench/samples/settled_orders.ts";
import { LEAST_INTERVAL_SAMPLES } from "../../bench/samples/statistics.ts";
import type { TimingRecord } from "../../bench/record/record.ts";
import { hasSamples } from "../records/paired_rate.ts";
import type { RowSource } from "../row/row_source.ts";
import { fixedText, TOO_FEW_ROUNDS } from "../text/number_text.ts";
import type { TextTable } from "../text/text_table.ts";
import type { Way } from "./engine_ways.ts";

/** Any order of 3 networks comes by chance once in 6 times; of 4, once in 24. */
const LEAST_NETWORKS = 4;

const SEED = 0;

/** How to read the table. */
export const LIKENESS_READING =
  "Kendall's tau-b of two orders by throughput: 1 if they are the same, -1 if one is the other upside " +
  "down, about 0 if they say nothing of each other. Its 95 % interval lies between what it would be if " +
  "all pairs of networks that the rounds do not settle were against it, and if all were for it; which " +
  "pairs are settled follows from resampling the rounds, for all pairs and engines at once. Fewer " +
  `than ${LEAST_NETWORKS} networks say nothing: they come in one order by chance once in 6 times or ` +
  "oftener.";

/** Networks in an order. */
interface Ranking {
  readonly label: string;
  /** In the order of `order`. */
  readonly models: readonly string[];
  readonly order: Order;
  /** Why no interval can be had from it. */
  readonly unknown?: string;
}

/** A line for each two orders; `undefined` where there are no two engines. */
export function likenessTable(ways: readonly Way[]): TextTable | undefined {
  const engines = rankings(ways);
  if (engines.length < 2) return undefined;
  const all = [...engines, ...publishedRankings(ways)];
  // Two sources say nothing of any engine.
  const pairs = engines.flatMap((one, index) =>
    all.slice(index + 1).map((other) => [one, other] as const)
  );
  return {
    header: ["Order with", "And with", "Networks", "Tau-b", "95 % interval"],
    align: ["left", "left", "right", "right", "left"],
    rows: pairs.map(([one, other]) => [one.label, other.label, ...likenessCells(one, other)]),
  };
}

function likenessCells(one: Ranking, other: Ranking): readonly string[] {
  const models = one.models.filter((model) => other.models.includes(model));
  const count = String(models.length);
  if (models.length < LEAST_NETWORKS) return [count, "", "too few networks"];
  const [own, others] = [one, other].map(({ models: places, order }): Order => {
    const at = models.map((model) => places.indexOf(model));
    const of = <Result>(ask: (a: number, b: number) => Result) => (a: number, b: number) =>
      ask(at[a] ?? 0, at[b] ?? 0);
    return { sign: of(order.sign), isSettled: of(order.isSettled) };
  }) as [Order, Order];
  const likeness = kendallTau(models.length, own, others);
  if (likeness === undefined) return [count, "", "all equal"];
  const { tau, low, high } = likeness;
  const text = (value: number) => fixedText(value, 2);
  const unknown = one.unknown ?? other.unknown;
  return [count, text(tau), unknown ?? `${text(low)} to ${text(high)}`];
}

/** The orders of all engines, settled together. */
function rankings(ways: readonly Way[]): readonly Ranking[] {
  const timed = ways.map(({ label, rows }) => ({ label, rows: rows.flatMap(trusted) }))
    .filter(({ rows }) => rows.length > 1);
  const unknown = timed.map(({ rows }) => unknownReason(rows));
  const orders = settledOrders(
    timed.map(({ rows }, index) => unknown[index] === undefined ? rows.map(rankedItem) : []),
    seededRandom(SEED, "orders"),
  );
  return timed.map(({ label, rows }, index) => {
    const reason = unknown[index];
    const medians = orderOf(rows.map(({ timing }) => timing.imagesPerSecond.median));
    return {
      label,
      models: rows.map(({ model }) => model),
      order: reason === undefined ? orders[index] ?? medians : medians,
      ...(reason === undefined ? {} : { unknown: reason }),
    };
  });
}

/** A timing that may be ranked, with that of the anchor in its rounds. */
interface Ranked {
  readonly model: string;
  readonly timing: TimingRecord;
  readonly anchor: TimingRecord | undefined;
}

function trusted({ measurement }: RowSource): readonly Ranked[] {
  const { model, timing, anchorTiming, excess } = measurement;
  return timing === undefined || excess !== undefined
    ? []
    : [{ model, timing, anchor: anchorTiming }];
}

/** Why the rounds of a list settle nothing. */
function unknownReason(rows: readonly Ranked[]): string | undefined {
  const timings = rows.map(({ timing }) => timing);
  if (!timings.every(hasSamples)) {
    return "no samples at hand (report --out DIR keeps them)";
  }
  const fewest = Math.min(...timings.map(({ roundsMs }) => roundsMs.length));
  if (fewest < LEAST_INTERVAL_SAMPLES) return TOO_FEW_ROUNDS;
  const isOnePart = new Set(timings.map(({ roundsId }) => roundsId)).size === 1;
  return isOnePart || rows.every(({ anchor }) => anchor !== undefined)
    ? undefined
    : "parts of the run without an anchor";
}

/** Over the anchor, so that parts of a run stand beside each other. */
function rankedItem({ timing, anchor }: Ranked): RankedItem {
  const base = anchor && roundRates(anchor);
  const rates = roundRates(timing).slice(0, base?.length);
  return {
    rate: timing.imagesPerSecond.median,
    roundsId: `${timing.runId} ${timing.roundsId}`,
    logs: rates.map((rate, round) => Math.log(rate / (base?.[round] ?? 1))),
  };
}

/** What each source prints of one device; where none has enough networks, the one with most. */
function publishedRankings(ways: readonly Way[]): readonly Ranking[] {
  const rows = ways.flatMap((way) => way.rows);
  const figures = new Map(rows.flatMap(({ measurement: { model }, published }) => {
    const figure = published.throughput_img_s;
    return figure === undefined ? [] : [[model, figure] as const];
  }));
  const bySource = Map.groupBy(
    figures,
    ([, { source, device }]) => JSON.stringify([source, device]),
  );
  const lists = [...bySource.values()].toSorted((a, b) => b.length - a.length);
  const enough = lists.filter(({ length }) => length >= LEAST_NETWORKS);
  return (enough.length > 0 ? enough : lists.slice(0, 1)).map((list) => ({
    label: `published: ${list[0]?.[1].source}`,
    models: list.map(([model]) => model),
    order: orderOf(list.map(([, { value }]) => value)),
  }));
}
