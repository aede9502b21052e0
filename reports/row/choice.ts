// Choosing a network: which rows are shown, and in which order.

import type { BenchRecord } from "../../bench/record/record.ts";
import { headlineFigure } from "../published/headline_figure.ts";
import type { PublishedFigure } from "../published/published.ts";
import { joinedText } from "../text/joined_text.ts";

/** What rows can be sorted by, the best first. */
export const SORT_KEYS = ["throughput", "top1", "params", "macs"] as const;

/** One of them. */
export type SortKey = typeof SORT_KEYS[number];

/** Keys of which less is better. */
const LESS_IS_BETTER: ReadonlySet<SortKey> = new Set(["params", "macs"]);

/** The items with the best first; those of which the value is unknown last, equal ones as they were. */
export function bestFirst<Item>(
  items: readonly Item[],
  key: SortKey,
  valueOf: (item: Item) => number | bigint | undefined,
): readonly Item[] {
  const sign = LESS_IS_BETTER.has(key) ? 1 : -1;
  return items
    .map((item) => ({ item, value: valueOf(item) }))
    .sort(({ value: a }, { value: b }) => {
      if (a === undefined || b === undefined) {
        return Number(a === undefined) - Number(b === undefined);
      }
      return a === b ? 0 : sign * (a < b ? -1 : 1);
    })
    .map(({ item }) => item);
}

/** The models that a least Top-1 leaves, and what is left out: a model and its figure, if it has one. */
export interface Left<Model> {
  readonly kept: readonly Model[];
  readonly leftOut: readonly {
    readonly model: Model;
    readonly top1: PublishedFigure | undefined;
  }[];
}

/** Divides models by the Top-1 that is published for them; where there is none, it is left out. */
export function withTop1From<Model>(
  models: readonly Model[],
  leastPercent: number,
  { figures, idOf }: {
    readonly figures: readonly PublishedFigure[];
    readonly idOf: (model: Model) => string;
  },
): Left<Model> {
  const judged = models.map((model) => ({
    model,
    top1: headlineFigure(figures, idOf(model), "top1"),
  }));
  const isKept = ({ top1 }: typeof judged[number]) =>
    top1 !== undefined && top1.value >= leastPercent;
  return {
    kept: judged.filter(isKept).map(({ model }) => model),
    leftOut: judged.filter((one) => !isKept(one)),
  };
}

/** `DeiT-T (72.2), ResNet-18 (69.8) and 13 without a published one` */
export function leftOutText<Model>(
  { leftOut }: Left<Model>,
  nameOf: (model: Model) => string,
): string {
  const published = leftOut.flatMap(({ model, top1 }) =>
    top1 === undefined ? [] : `${nameOf(model)} (${top1.text})`
  );
  const unpublished = leftOut.length - published.length;
  const others = unpublished > 0 && `${unpublished} without a published one`;
  return joinedText([published.join(", "), others], " and ");
}

/** The models that the runs among some records were to measure, each once. */
export function modelsIn(records: readonly BenchRecord[]): readonly string[] {
  return [
    ...new Set(records.flatMap((one) => one.kind === "run" ? one.settings.models : [])),
  ];
}

/** The records as if these models had not been asked for. */
export function withoutModels(
  records: readonly BenchRecord[],
  models: ReadonlySet<string>,
): readonly BenchRecord[] {
  return records.flatMap((one) => {
    if (one.kind !== "run") return "model" in one && models.has(one.model) ? [] : one;
    const kept = one.settings.models.filter((model) => !models.has(model));
    return { ...one, settings: { ...one.settings, models: kept } };
  });
}
