// Labels of a flat folder: a text file with a label a line, in the order of the file names, or with the
// name of the file before it. Which of the two it is, the lines say; what the labels are, the user does.

import { labelIndex, type LabelKind } from "./class_order.ts";
import { byCodePoints } from "./picture_names.ts";

const MOST_LETTERS = 200;

/**
 * The output of each picture, by its name.
 *
 * @throws {RangeError} If a line is no label, a picture has none or two, or one is of no picture.
 */
export function readLabels(
  text: string,
  { names, kind, outputs }: {
    readonly names: readonly string[];
    readonly kind: LabelKind;
    readonly outputs: number;
  },
): ReadonlyMap<string, number> {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/)
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== "")
    .map(({ line, number }) => ({ ...partsOf(line), number }));
  const indexIn = (label: string, number: number): number => {
    try {
      return labelIndex(label.slice(0, MOST_LETTERS), kind, outputs);
    } catch (error) {
      throw new RangeError(onLine(number, (error as Error).message), { cause: error });
    }
  };
  if (lines.every(({ name }) => name === undefined)) {
    requireAsMany(lines.length, names.length);
    const sorted = names.toSorted(byCodePoints);
    return new Map(lines.map(({ label, number }, i) => [sorted[i] ?? "", indexIn(label, number)]));
  }
  const known = new Set(names);
  const labels = new Map<string, number>();
  for (const { name = "", label, number } of lines) {
    const problem = problemOf(name, { known, labels });
    if (problem !== undefined) throw new RangeError(onLine(number, problem));
    labels.set(name, indexIn(label, number));
  }
  const bare = names.find((name) => !labels.has(name));
  if (bare === undefined) return labels;
  throw new RangeError(
    `Cannot label "${bare}" as no line names it (${labels.size} labels, ${names.length} ` +
      `pictures): add one`,
  );
}

function onLine(number: number, problem: string): string {
  return `line ${number} of the labels: ${problem}`;
}

function requireAsMany(labels: number, pictures: number): void {
  if (labels === pictures) return;
  throw new RangeError(
    `Cannot label the pictures in order as there are ${labels} labels and ${pictures} pictures: ` +
      `write as many, or the name of the file before each label`,
  );
}

/** `val_1.JPEG 65`, `val_1.JPEG,65`, `65`: the label is the last word. */
function partsOf(line: string): { readonly name: string | undefined; readonly label: string } {
  const [, name, label = line] = /^(?:(.*[^\s,;])[\s,;]+)?([^\s,;]+)$/.exec(line) ?? [];
  return { name, label };
}

function problemOf(
  name: string,
  { known, labels }: {
    readonly known: ReadonlySet<string>;
    readonly labels: ReadonlyMap<string, number>;
  },
): string | undefined {
  const short = name.slice(0, MOST_LETTERS);
  if (name === "") return "Cannot tell which picture it is for: write its name before the label";
  if (labels.has(name)) return `Cannot label "${short}" twice: leave one of the lines out`;
  if (known.has(name)) return undefined;
  return `Cannot label "${short}" as the folder has no such picture: take the line away`;
}
