// Two runs over the same pictures, held against each other picture by picture.

import { mcnemarP } from "./mcnemar.ts";
import { isFirst, type Outcome } from "./top_tally.ts";

/** What two runs over pictures have in common. */
export interface Paired {
  /** Pictures that both could read, with the same label. */
  readonly total: number;
  readonly bothRight: number;
  readonly onlyBase: number;
  readonly onlyNew: number;
  /** Of McNemar's exact test. */
  readonly p: number;
  /** Pictures whose first answer differs. */
  readonly otherAnswer: number;
  /** Pictures of which the network saw other pixels. */
  readonly otherPixels: number;
  /** Pictures that only one of both has, or could read. */
  readonly unpaired: number;
  /** Pictures that both have under unlike labels; they are not compared. */
  readonly otherLabel: number;
}

/** Pairs outcomes by the names of the pictures. */
export function paired(base: Iterable<Outcome>, changed: Iterable<Outcome>): Paired {
  const before = readable(base);
  const after = readable(changed);
  const counts = { total: 0, bothRight: 0, onlyBase: 0, onlyNew: 0 };
  let [otherAnswer, otherPixels, otherLabel] = [0, 0, 0];
  for (const [name, one] of before) {
    const other = after.get(name);
    if (other === undefined) continue;
    if (other.label !== one.label) {
      otherLabel++;
      continue;
    }
    counts.total++;
    const [was, is] = [isFirst(one), isFirst(other)];
    if (was && is) counts.bothRight++;
    else if (was) counts.onlyBase++;
    else if (is) counts.onlyNew++;
    if (one.top[0] !== other.top[0]) otherAnswer++;
    if (one.sha256 !== other.sha256) otherPixels++;
  }
  const met = counts.total + otherLabel;
  return {
    ...counts,
    p: mcnemarP(counts.onlyBase, counts.onlyNew),
    otherAnswer,
    otherPixels,
    otherLabel,
    unpaired: before.size + after.size - 2 * met,
  };
}

function readable(outcomes: Iterable<Outcome>): ReadonlyMap<string, Outcome> {
  const found = new Map<string, Outcome>();
  for (const outcome of outcomes) {
    if (outcome.error === undefined) found.set(outcome.name, outcome);
  }
  return found;
}
