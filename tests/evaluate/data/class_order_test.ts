import { assertEquals, assertThrows } from "@std/assert";
import { classOrder, labelIndex } from "../../../evaluate/data/class_order.ts";
import { CHALLENGE_IDS, IMAGENET_IDS } from "../../../evaluate/data/imagenet_ids.ts";

const NUMBERS = Array.from({ length: 1000 }, (_, index) => String(index));

Deno.test("classOrder() numbers ImageNet's folders by their ids, from 0", () => {
  const { indices, kind, notes } = classOrder(CHALLENGE_IDS, { outputs: 1000 });
  assertEquals(new Set(IMAGENET_IDS).size, 1000);
  assertEquals([indices.get("n01440764"), indices.get("n02119789"), indices.get("n15075141")], [
    0,
    278,
    999,
  ]);
  assertEquals([kind, notes], ["sorted WordNet ids", []]);
});

Deno.test("classOrder() lets no folder that is missing shift the others, and says which it is", () => {
  const names = IMAGENET_IDS.filter((id) => id !== "n01443537");
  const { indices, notes } = classOrder(names, { outputs: 1000 });
  assertEquals(indices.get("n01484850"), 2);
  assertEquals(notes, [
    "999 of ImageNet's 1000 classes have a folder, each keeps its own number; " +
    'without one: "n01443537"',
  ]);
});

Deno.test("classOrder() takes folders that are all numbers for indices, not for texts", () => {
  const { indices } = classOrder(NUMBERS, { outputs: 1000 });
  assertEquals([indices.get("100"), indices.get("2")], [100, 2]);
  // As text, "100" would be class 3 and "2" class 112; only 12 of 1,000 stay put.
  const asText = NUMBERS.toSorted();
  assertEquals([asText.indexOf("100"), asText.indexOf("2")], [3, 112]);
  assertEquals(NUMBERS.filter((name) => asText[Number(name)] === name).length, 12);
});

Deno.test("classOrder() numbers other names as text, by code points, if there are as many as outputs", () => {
  const names = ["\u{1F601}", "\u{1F600}", "dog", "Cat", "\uFB01sh", "do"];
  const { indices } = classOrder(names, { outputs: 6 });
  assertEquals([...indices.keys()], ["Cat", "do", "dog", "\uFB01sh", "\u{1F600}", "\u{1F601}"]);
  const ten = Array.from({ length: 10 }, (_, index) => IMAGENET_IDS[index * 7] ?? "");
  assertEquals(classOrder(ten, { outputs: 10 }).indices.get(ten[9] ?? ""), 9);
});

const REFUSALS: readonly (readonly [string, readonly string[], number, string])[] = [
  [
    "names that are not as many as outputs",
    ["a", "b"],
    10,
    "Cannot number the classes as there are 2 class folders and the network has 10 outputs: use the " +
    "network of these classes, or keep a folder for each class, empty ones too",
  ],
  [
    "one folder too few",
    ["a", "b"],
    3,
    "Cannot number the classes as there are 2 class folders and the network has 3 outputs: make an " +
    "empty folder for the class that is missing, before all others where output 0 is the background",
  ],
  [
    "the folder above",
    ["train", "val"],
    1000,
    "Cannot number the classes as there are 2 class folders and the network has 1000 outputs: name " +
    'the folder "val" in it',
  ],
  [
    "an id that ImageNet has not",
    ["n01440764", "n00000001"],
    1000,
    'Cannot number the classes as "n00000001" are none of ImageNet\'s 1000, and every id after them ' +
    "would be shifted: use a network of these classes, or take them away",
  ],
  [
    "ids beside names",
    ["n01440764", "extra"],
    1000,
    'Cannot number the classes as some folders are WordNet ids and "extra" not: keep class folders ' +
    "of one kind",
  ],
  [
    "numbers from 1",
    NUMBERS.map((name) => String(Number(name) + 1)),
    1000,
    'Cannot take label "1000" as the network has 1000 outputs, 0 to 999 as an index from 0: name ' +
    "the kind of labels by --label-kind (index-from-0, index-from-1, challenge-id, wordnet-id) or " +
    "use the network of these classes",
  ],
  [
    "one number twice",
    ["1", "01"],
    10,
    'Cannot number the classes as folders "01" and "1" are both class 1: join them',
  ],
];

for (const [what, names, outputs, message] of REFUSALS) {
  Deno.test(`classOrder() refuses ${what}`, () => {
    assertThrows(() => classOrder(names, { outputs }), RangeError, message);
  });
}

Deno.test("classOrder() takes the kind that it is told", () => {
  const { indices } = classOrder(["1", "1000"], { outputs: 1000, kind: "index-from-1" });
  assertEquals([...indices.values()], [0, 999]);
});

Deno.test("labelIndex() reads every kind of label", () => {
  assertEquals(labelIndex("0", "index-from-0", 10), 0);
  assertEquals(labelIndex("10", "index-from-1", 10), 9);
  assertEquals(labelIndex("1", "challenge-id", 1000), 278);
  assertEquals(labelIndex("n02119789", "wordnet-id", 1000), 278);
  assertThrows(
    () => labelIndex("n02119789", "challenge-id", 1000),
    RangeError,
    'Cannot take label "n02119789" for a number of the challenge from 1: write a whole number from ' +
      "1 to 1000",
  );
  assertThrows(() => labelIndex("0", "index-from-1", 10), RangeError, "1 to 10 as an index from 1");
});
