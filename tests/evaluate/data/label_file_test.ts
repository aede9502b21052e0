import { assertEquals, assertThrows } from "@std/assert";
import { readLabels } from "../../../evaluate/data/label_file.ts";

const THREE = { names: ["c.png", "a b.png", "b.png"], kind: "index-from-1", outputs: 10 } as const;

Deno.test("readLabels() takes a label a line in the order of the file names", () => {
  const labels = readLabels("\uFEFF3\r\n1\n\n10\n", THREE);
  assertEquals([...labels], [["a b.png", 2], ["b.png", 0], ["c.png", 9]]);
});

Deno.test("readLabels() takes a file name and a label a line, in any order, spaces in names too", () => {
  const labels = readLabels("b.png 1\na b.png,2\nc.png\t3\n", THREE);
  assertEquals(Object.fromEntries(labels), { "b.png": 0, "a b.png": 1, "c.png": 2 });
});

const REFUSALS: readonly (readonly [string, string, string])[] = [
  [
    "too few labels",
    "1\n2\n",
    "Cannot label the pictures in order as there are 2 labels and 3 pictures: write as many, or the " +
    "name of the file before each label",
  ],
  [
    "a picture that nobody has",
    "b.png 1\n../c.png 2\n",
    'line 2 of the labels: Cannot label "../c.png" as the folder has no such picture: take the line away',
  ],
  [
    "a picture twice",
    "b.png 1\nb.png 2\n",
    'line 2 of the labels: Cannot label "b.png" twice: leave one of the lines out',
  ],
  [
    "a label without its picture",
    "b.png 1\n2\n",
    "line 2 of the labels: Cannot tell which picture it is for: write its name before the label",
  ],
  [
    "a picture without a label",
    "b.png 1\nc.png 2\n",
    'Cannot label "a b.png" as no line names it (2 labels, 3 pictures): add one',
  ],
  [
    "what is no label",
    "1\n2\ncat\n",
    'line 3 of the labels: Cannot take label "cat" for an index from 1: write a whole number',
  ],
];

for (const [what, text, message] of REFUSALS) {
  Deno.test(`readLabels() refuses ${what}`, () => {
    assertThrows(() => readLabels(text, THREE), RangeError, message);
  });
}
