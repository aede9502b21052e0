// Careless changes of how pictures are labelled, answers counted and figures judged.

import type { Mutation } from "./mutation.ts";

/** Of evaluate/ but the pixels. */
export const EVALUATE_MUTATIONS: readonly Mutation[] = [
  {
    what: "ties are decided for the label",
    file: "evaluate/accuracy/top_classes.ts",
    find: "(logit === other && earlier === label)",
    replace: "(logit === other && index === label)",
  },
  {
    what: "a logit that is no number is passed over",
    file: "evaluate/accuracy/top_classes.ts",
    find: "if (Number.isNaN(logit)) return [];",
    replace: "if (Number.isNaN(logit)) continue;",
  },
  {
    what: "pictures that could not be read are counted as wrong",
    file: "evaluate/accuracy/top_tally.ts",
    find: "unreadable++;\n      continue;",
    replace: "unreadable++;",
  },
  {
    what: "folders of numbers are sorted as text",
    file: "evaluate/data/class_order.ts",
    find: "if (sorted.every((name) => NUMBER.test(name))) return",
    replace: 'if (sorted.every((name) => name === "")) return',
  },
  {
    what: "a folder that is missing shifts the others",
    file: "evaluate/data/class_order.ts",
    find: "indices: new Map(sorted.map((id) => [id, imagenetIndex(id) ?? -1])),",
    replace: "indices: new Map(sorted.map((id, index) => [id, index])),",
  },
  {
    what: "the challenge's numbers are taken for places of sorted ids",
    file: "evaluate/data/class_order.ts",
    find: 'if (kind === "challenge-id") return challengeIndex(number);',
    replace: 'if (kind === "challenge-id") return number - 1;',
  },
  {
    what: "a last batch that is not full is dropped",
    file: "evaluate/run/answered_pictures.ts",
    find: "if (running !== undefined) yield await running;",
    replace: "if (running !== undefined) await running;",
  },
  {
    what: "a picture may be in two parts",
    file: "evaluate/accuracy/joined_parts.ts",
    find: "if (other !== undefined) {",
    replace: "if (other === name) {",
  },
  {
    what: "more pictures than the validation set pass for it",
    file: "evaluate/accuracy/conclusion.ts",
    find: "share.total !== VALIDATION_PICTURES",
    replace: "share.total < VALIDATION_PICTURES",
  },
  {
    what: "one class folder too few has the cure for one too many",
    file: "evaluate/data/class_order.ts",
    find: "outputs === sorted.length + 1",
    replace: "outputs === sorted.length - 1",
  },
];
