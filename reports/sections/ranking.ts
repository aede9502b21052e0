// Networks in an order by throughput, and how alike two such orders are, with what the rounds leave open.

import { kendallTau, type Order, orderOf } from "../../bench/samples/kendall.ts";
import { seededRandom } from "../../bench/samples/random.ts";
import { roundRates } from "../../bench/samples/round_rate.ts";
import { type RankedItem, settledOrders } from "../../bench/samples/settled_orders.ts";
import { LEAST_INTERVAL_SAMPLES } from "../../bench/samples/statistics.ts";
import { isTrusted, type Measurement, type TimedMeasurement } from "../records/measurement.ts";
import { hasSamples } from "../records/paired_rate.ts";
import { fixedText, TOO_FEW_ROUNDS } from "../text/number_text.ts";

/** Any order of 3 networks comes by chance once in 6 times; of 4, once in 24. */
export const LEAST_NETWORKS = 4;

const SEED = 0;

/** In place of an interval, where two orders have fewer than that in common. */
const TOO_FEW_NETWORKS = "too few networks";

/** In place of an interval, where joined records have lost what it follows from. */
export const NO_SAMPLES = "no samples";

/** Networks in an order. */
export interface Ranking {
  readonly label: string;
  /** In the order of `order`. */
  readonly models: readonly string[];
  readonly order: Order;
  /** Why no interval can be had from it. */
  readonly unknown?: string;
}

/** Measurements that are ranked together. */
export interface RankedList {
  readonly label: string;
  readonly measurements: readonly Measurement[];
}

/** The networks that two orders have in common. */
export function sharedModels(one: Ranking, other: Ranking): readonly string[] {
  return one.models.filter((model) => other.models.includes(model));
}

/** How many networks both have, tau-b, and its interval or why there is none. */
export function likenessCells(one: Ranking, other: Ranking): readonly string[] {
  const models = sharedModels(one, other);
  const count = String(models.length);
  if (models.length < LEAST_NETWORKS) return [count, "", TOO_FEW_NETWORKS];
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

/** The orders of some lists, settled together; a list of one measurement has none. */
export function rankings(lists: readonly RankedList[]): readonly Ranking[] {
  const timed = lists
    .map(({ label, measurements }) => ({ label, rows: measurements.filter(isTrusted) }))
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

/** Why the rounds of a list settle nothing. */
function unknownReason(rows: readonly TimedMeasurement[]): string | undefined {
  const timings = rows.map(({ timing }) => timing);
  if (!timings.every(hasSamples)) return NO_SAMPLES;
  const fewest = Math.min(...timings.map(({ roundsMs }) => roundsMs.length));
  if (fewest < LEAST_INTERVAL_SAMPLES) return TOO_FEW_ROUNDS;
  const isOnePart = new Set(timings.map(({ roundsId }) => roundsId)).size === 1;
  return isOnePart || rows.every(({ anchorTiming }) => anchorTiming !== undefined)
    ? undefined
    : "parts of the run without an anchor";
}

/** Over the anchor, so that parts of a run stand beside each other. */
function rankedItem({ timing, anchorTiming }: TimedMeasurement): RankedItem {
  const base = anchorTiming && roundRates(anchorTiming);
  const rates = roundRates(timing).slice(0, base?.length);
  return {
    rate: timing.imagesPerSecond.median,
    roundsId: `${timing.runId} ${timing.roundsId}`,
    logs: rates.map((rate, round) => Math.log(rate / (base?.[round] ?? 1))),
  };
}
