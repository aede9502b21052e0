// The rounds of leave_one_out.ts as a table.

import { markdownTable } from "markdown-table";
import { medianInterval } from "../../../bench/samples/statistics.ts";
import { intervalText } from "../../support/interval_text.ts";

/** What follows the name of the network in the table. */
const TITLES = { measure: "", processor: ", processor time", load: ", loading" } as const;

/** What one round took of every graph, by what is left out: nothing ("all", "again"), all ("plain"). */
export interface Round {
  readonly model: string;
  readonly batch: number;
  readonly threads: number;
  /** @default "measure" */
  readonly what?: keyof typeof TITLES;
  readonly timesMs: Readonly<Record<string, number>>;
}

/** A row for each network and rewrite of a file of rounds: how many times as long it takes without. */
export function roundTable(text: string): string {
  const rounds = text.trim().split("\n").map((line): Round => JSON.parse(line));
  const groups = Map.groupBy(
    rounds,
    ({ model, what = "measure" }) => `${model}${TITLES[what]}`,
  );
  const rows = [...groups].flatMap(([title, ofGroup]) => {
    const names = new Set(ofGroup.flatMap(({ timesMs }) => Object.keys(timesMs)));
    names.delete("all");
    return [...names].toSorted().map((name) => {
      const ratios = ofGroup.flatMap(({ timesMs }) => {
        const [time, all] = [timesMs[name], timesMs["all"]];
        return time === undefined || all === undefined ? [] : [time / all];
      });
      return [title, name, intervalText(medianInterval(ratios)), `${ratios.length}`];
    });
  });
  return markdownTable([["Network", "Without", "Time over all", "Rounds"], ...rows]);
}
