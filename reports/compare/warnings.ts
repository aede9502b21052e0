// What a person must hear even if the comparison passes: on the terminal, as an annotation, and first
// among the remarks.

import { EXCESS_TEXT } from "../records/excess.ts";
import { namedList } from "../records/merge_text.ts";
import { changeText } from "../text/percent_text.ts";
import { type ComparedFacts, lenientOutcomeOf, undecidedCountOf, weaknessOf } from "./outcome.ts";
import { isEmpty, sameRuns, type Side } from "./side.ts";

/** One of them. */
export interface Warning {
  /** A few words. */
  readonly title: string;
  /** What it is, and what to do. */
  readonly text: string;
  /** It alone keeps the comparison from passing. */
  readonly isFault?: boolean;
}

/** Every warning that applies, the weightiest first. */
export function warningsOf(facts: ComparedFacts): readonly Warning[] {
  const sides = [facts.base, facts.next, ...facts.pinned === undefined ? [] : [facts.pinned]];
  return [
    ...sides.flatMap(orphanWarning),
    ...missingWarnings(facts),
    ...apartWarnings(facts),
    ...driftWarning(facts),
    ...excessWarnings(facts),
    ...sameWarning(facts),
    ...lenientOutcomeOf(facts) === "passed" ? weakWarnings(facts) : [],
  ];
}

function orphanWarning({ name, orphanCount }: Side): readonly Warning[] {
  return orphanCount === 0 ? [] : [{
    title: "Run record missing",
    text: `Left out: ${orphanCount} timing(s) of "${name}" whose run record is missing, so that ` +
      "nobody knows where they were made; take the whole file.",
  }];
}

function missingWarnings({ base, pinned }: ComparedFacts): readonly Warning[] {
  const absent = [base, ...pinned === undefined ? [] : [pinned]]
    .filter((side) => isEmpty(side) && side.orphanCount === 0);
  return absent.map(({ name }) => ({
    title: "No baseline",
    text: noBaselineText(name),
  }));
}

function apartWarnings({ apart, next }: ComparedFacts): readonly Warning[] {
  if (isEmpty(next)) return []; // Its timings were left out, which is said.
  return apart.map(({ name }) => ({
    title: "Nothing in common",
    text: `No model of NEW is in "${name}": nothing was compared with it; name a baseline of the ` +
      "same models, or record one.",
  }));
}

function driftWarning({ commonShift }: ComparedFacts): readonly Warning[] {
  return commonShift === undefined ? [] : [{
    title: "Machine drift",
    text: `Machine drift: most models with unchanged graph and runtime shifted alike, by about ` +
      `${
        changeText(commonShift)
      }. This is the machine (clock, neighbours, heat) or something that ` +
      "all models share, so only verdicts stand that hold with and without this shift; " +
      "time both versions interleaved on one machine to settle the rest.",
  }];
}

/** Rates beyond the machine's ceiling: whatever they are compared with, they prove nothing. */
function excessWarnings({ base, next }: ComparedFacts): readonly Warning[] {
  return ([["BASE", base], ["NEW", next]] as const).flatMap(([role, side]) => {
    const timed = [...side.models.values()].flatMap((model) => model.timed);
    const groups = Map.groupBy(timed.filter(({ excess }) => excess), ({ excess }) => excess);
    return [...groups].flatMap(([excess, group]) => {
      if (excess === undefined) return [];
      const names = namedList(new Set(group.map(({ timing }) => timing.model)));
      return [{
        title: "Above the ceiling",
        text: `Not to be trusted in ${role}, ${names}: ${EXCESS_TEXT[excess]}.`,
      }];
    });
  });
}

function sameWarning(facts: ComparedFacts): readonly Warning[] {
  const ids = sameRuns(facts);
  return ids.length === 0 ? [] : [{
    title: "Same run",
    text: sameRunText(ids),
  }];
}

/** What it means that runs are on both sides. */
export function sameRunText(ids: readonly string[]): string {
  return `Same run on both sides (${ids.join(", ")}): its rows are compared with themselves.`;
}

function weakWarnings(facts: ComparedFacts): readonly Warning[] {
  const { strict } = facts;
  const what = facts.next.isCountsOnly ? "count" : "rate";
  const doubt = strict
    ? "which --strict does not let pass"
    : "so that this pass says nothing of them";
  const undecidedCount = undecidedCountOf(facts);
  switch (weaknessOf(facts)) {
    case "undecided":
      return [{
        title: "Nothing decided",
        text: `No ${what} was decided: every one is undecided, ${doubt}. ${cureOf(facts)}`,
        isFault: strict,
      }];
    case "none":
      return [{
        title: "Nothing compared",
        text: `No ${what} was compared: none is on both sides, ${doubt}.`,
        isFault: strict,
      }];
    case undefined:
      return !strict || undecidedCount === 0 ? [] : [{
        title: "Not all decided",
        text: `Undecided: ${undecidedCount}, ${doubt}. ${cureOf(facts)}`,
        isFault: strict,
      }];
  }
}

function cureOf({ base, next, paired }: ComparedFacts): string {
  if (next.isCountsOnly) return "The remarks name the operators that are not counted.";
  const arePrecise = [base, next].flatMap(({ models }) => [...models.values()])
    .some(({ timed }) => timed.some(({ timing: { endedBy } }) => endedBy === "precision"));
  const option = arePrecise ? "--precision-target 0" : "--time";
  return paired
    ? `More rounds (${option}) or a quieter machine decide more.`
    : `More rounds (bench ${option}), a quieter machine, or both versions interleaved (bench ` +
      "--against) decide more.";
}

/** What a pass without a baseline means; `name` is where none was found. */
export function noBaselineText(name: string): string {
  return `There is no baseline in "${name}": NEW was held against nothing there.`;
}
