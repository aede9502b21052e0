// Names and shapes in messages: all of a few, like ones together of many, and an end to all of them, as
// a file may have any number of names of any length.

import { shapeText } from "../../graph/graph.ts";
import type { NamedShape } from "./named_shape.ts";

/** Names that are said one by one; of more, those of like modules are said together. */
const MOST_NAMES = 40;
/** Kinds of names that are said. */
const MOST_KINDS = 60;
const MOST_CHARACTERS = 120;
/** Examples of names that have nothing to do with each other. */
const EXAMPLES = 3;

/** A name and what is said of its shape. */
export interface NameText {
  readonly name: string;
  readonly shape: string;
}

/** `fc.weight [1000, 512]; fc.bias [1000]` */
export function shapesText(named: readonly NamedShape[]): string {
  return namesText(named.map(({ name, shape }) => ({ name, shape: shapeText(shape) })));
}

/** Of many, `layer3.6.conv1.weight [256] and 16 more to layer3.22.conv1.weight`. */
export function namesText(named: readonly NameText[]): string {
  const kindOf = named.length <= MOST_NAMES
    ? ({ name }: NameText) => name
    : ({ name, shape }: NameText) => `${name.replaceAll(/\d+/g, "#")} ${shape}`;
  const kinds = [...Map.groupBy(named, kindOf).values()];
  const texts = kinds.slice(0, MOST_KINDS).map((group) => {
    const [first, last] = [group[0], group.at(-1)];
    const more = group.length === 1
      ? ""
      : ` and ${group.length - 1} more to ${shortened(last?.name ?? "")}`;
    return `${shortened(first?.name ?? "")} ${first?.shape}${more}`;
  });
  const left = kinds.slice(MOST_KINDS).reduce((sum, group) => sum + group.length, 0);
  return [...texts, ...left === 0 ? [] : [`and ${left} others`]].join("; ");
}

/** `"a", "b", "c", …` */
export function exampleText(names: readonly string[]): string {
  const shown = names.slice(0, EXAMPLES).map((name) => `"${shortened(name)}"`).join(", ");
  return names.length > EXAMPLES ? `${shown}, …` : shown;
}

function shortened(name: string): string {
  return name.length <= MOST_CHARACTERS ? name : `${name.slice(0, MOST_CHARACTERS - 1)}…`;
}
