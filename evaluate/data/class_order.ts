// Which output of a network the folders of a data set stand for.
//
// ImageFolder of torchvision sorts names as text and counts. That is right for WordNet ids if all 1000
// are there; of folders named 0 to 999 it is wrong for all but 12, and one folder that is missing shifts
// all after it. So ids and numbers are taken for what they are, and names are counted only if there are
// as many as the network has outputs.

import { CHALLENGE_IDS, challengeIndex, IMAGENET_IDS, imagenetIndex } from "./imagenet_ids.ts";
import { byCodePoints } from "./picture_names.ts";

/** What numbers and texts stand for, where that must be said. */
export const LABEL_KINDS = [
  "index-from-0",
  "index-from-1",
  "challenge-id",
  "wordnet-id",
] as const;

/** One of them. */
export type LabelKind = typeof LABEL_KINDS[number];

/** Classes of a data set. */
export interface ClassOrder {
  /** Output by name of the folder. */
  readonly indices: ReadonlyMap<string, number>;
  /** How it was found, for people: `sorted WordNet ids`. */
  readonly kind: string;
  /** What one should know about it. */
  readonly notes: readonly string[];
}

/** Names that a message shows. */
const MOST_SHOWN = 3;
const WORDNET_ID = /^n\d{8}$/;
const NUMBER = /^\d{1,7}$/;

/**
 * The classes that folders stand for.
 *
 * @param names Names of all class folders, empty ones too.
 * @param options Outputs of the network; what the names are, where it was said.
 * @throws {RangeError} If the folders cannot be those of the network's classes.
 */
export function classOrder(
  names: readonly string[],
  { outputs, kind }: { readonly outputs: number; readonly kind?: LabelKind | undefined },
): ClassOrder {
  const sorted = names.toSorted(byCodePoints);
  if (kind !== undefined) return namedOrder(sorted, kind, outputs);
  if (sorted.every((name) => NUMBER.test(name))) return namedOrder(sorted, "index-from-0", outputs);
  const others = sorted.filter((name) => !WORDNET_ID.test(name));
  if (others.length === 0) return wordnetOrder(sorted, outputs);
  if (others.length < sorted.length) {
    throw new RangeError(
      `Cannot number the classes as some folders are WordNet ids and ${shown(others)} not: ` +
        `keep class folders of one kind`,
    );
  }
  return counted(sorted, outputs, "sorted names");
}

/**
 * The output that a label is.
 *
 * @throws {RangeError} If it is no label of that kind, or the network has no such output.
 */
export function labelIndex(text: string, kind: LabelKind, outputs: number): number {
  const index = indexOf(text, kind);
  if (index === undefined) {
    throw new RangeError(`Cannot take label "${text}" for ${LABEL_TEXTS[kind]}: ${CURES[kind]}`);
  }
  if (index >= 0 && index < outputs) return index;
  const last = kind === "index-from-1" ? outputs : outputs - 1;
  throw new RangeError(
    `Cannot take label "${text}" as the network has ${outputs} outputs, ` +
      `${kind === "index-from-1" ? 1 : 0} to ${last} as ${LABEL_TEXTS[kind]}: name the kind of ` +
      `labels by --label-kind (${LABEL_KINDS.join(", ")}) or use the network of these classes`,
  );
}

const LABEL_TEXTS: Readonly<Record<LabelKind, string>> = {
  "index-from-0": "an index from 0",
  "index-from-1": "an index from 1",
  "challenge-id": "a number of the challenge from 1",
  "wordnet-id": "a WordNet id of ImageNet's 1000",
};

const CURES: Readonly<Record<LabelKind, string>> = {
  "index-from-0": "write a whole number",
  "index-from-1": "write a whole number",
  "challenge-id": `write a whole number from 1 to ${CHALLENGE_IDS.length}`,
  "wordnet-id": "write one such as n01440764",
};

function indexOf(text: string, kind: LabelKind): number | undefined {
  if (kind === "wordnet-id") return imagenetIndex(text);
  if (!NUMBER.test(text)) return undefined;
  const number = Number(text);
  if (kind === "challenge-id") return challengeIndex(number);
  return kind === "index-from-1" ? number - 1 : number;
}

function namedOrder(sorted: readonly string[], kind: LabelKind, outputs: number): ClassOrder {
  const indices = new Map<string, number>();
  const names = new Map<number, string>();
  for (const name of sorted) {
    const index = labelIndex(name, kind, outputs);
    const other = names.get(index);
    if (other !== undefined) {
      throw new RangeError(
        `Cannot number the classes as folders "${other}" and "${name}" are both class ${index}: ` +
          `join them`,
      );
    }
    names.set(index, name);
    indices.set(name, index);
  }
  return { indices, kind: kind === "wordnet-id" ? "WordNet ids" : kind, notes: [] };
}

/** All of ImageNet, a part of it, or ids of something else. */
function wordnetOrder(sorted: readonly string[], outputs: number): ClassOrder {
  const strangers = sorted.filter((id) => imagenetIndex(id) === undefined);
  if (outputs !== IMAGENET_IDS.length) return counted(sorted, outputs, "sorted WordNet ids");
  if (strangers.length > 0) {
    throw new RangeError(
      `Cannot number the classes as ${shown(strangers)} are none of ImageNet's ${outputs}, and ` +
        `every id after them would be shifted: use a network of these classes, or take them away`,
    );
  }
  const missing = IMAGENET_IDS.filter((id) => !sorted.includes(id));
  return {
    indices: new Map(sorted.map((id) => [id, imagenetIndex(id) ?? -1])),
    kind: "sorted WordNet ids",
    notes: missing.length === 0 ? [] : [
      `${sorted.length} of ImageNet's ${IMAGENET_IDS.length} classes have a folder, each keeps its ` +
      `own number; without one: ${shown(missing)}`,
    ],
  };
}

function counted(sorted: readonly string[], outputs: number, kind: string): ClassOrder {
  if (sorted.length !== outputs) {
    throw new RangeError(
      `Cannot number the classes as there are ${sorted.length} class folders and the network has ` +
        `${outputs} outputs: ${countCure(sorted, outputs)}`,
    );
  }
  return { indices: new Map(sorted.map((name, index) => [name, index])), kind, notes: [] };
}

function countCure(sorted: readonly string[], outputs: number): string {
  const part = ["val", "validation", "test"].find((name) => sorted.includes(name));
  if (part !== undefined) return `name the folder "${part}" in it`;
  return outputs === sorted.length + 1
    ? "make an empty folder for the class that is missing, before all others where output 0 is the " +
      "background"
    : "use the network of these classes, or keep a folder for each class, empty ones too";
}

function shown(names: readonly string[]): string {
  const more = names.length - MOST_SHOWN;
  const first = names.slice(0, MOST_SHOWN).map((name) => `"${name}"`).join(", ");
  return more > 0 ? `${first} and ${more} more` : first;
}
