import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { CATALOG } from "../../../models/catalog.ts";
import { elementCount } from "../../../models/graph/graph.ts";
import {
  fillSeeded,
  fmix32,
  IMAGE_RANGE,
  keyOf,
  rangeOf,
  seededImages,
} from "../../../models/graph/weights.ts";
import { readFixture } from "../../support/fixtures.ts";

interface Vector {
  readonly seed: number;
  readonly name: string;
  readonly shape: readonly number[];
  readonly key: number;
  readonly bits: readonly number[];
  readonly first: readonly number[];
  readonly last: readonly number[];
}

const VECTORS: readonly Vector[] = JSON.parse(await readFixture("weight_vectors.json"));

Deno.test("weight_vectors.json has images and parameters of every rule, under several seeds", () => {
  assert(new Set(VECTORS.map(({ seed }) => seed)).size > 1);
  const kinds = new Set(VECTORS.map(({ name }) => name.slice(name.lastIndexOf(".") + 1)));
  const missing = ["weight", "bias", "running_mean", "running_var", "image"]
    .filter((kind) => !kinds.has(kind));
  assertEquals(missing, []);
  assert(VECTORS.every(({ bits, first, last }) => bits.length && first.length && last.length));
});

Deno.test("keyOf() and fmix32() give the bits that the Python script recorded", () => {
  for (const { seed, name, key, bits } of VECTORS) {
    assertEquals(keyOf(seed, name), key, name);
    assertEquals(bits.map((_, i) => fmix32(Math.imul(i, 0x9e3779b9) ^ key)), bits, name);
  }
});

Deno.test("fillSeeded() writes the very float32 values that the Python script recorded", () => {
  for (const { seed, name, shape, first, last } of VECTORS) {
    const values = new Float32Array(elementCount(shape));
    const range = name === "image" ? IMAGE_RANGE : rangeOf(name, shape);
    fillSeeded(values, keyOf(seed, name), range);
    assertEquals([...values.subarray(0, first.length)], first, name);
    assertEquals([...values.subarray(-last.length)], last, name);
  }
});

Deno.test("fillSeeded() follows the rule at every element of a tensor of any length", () => {
  const [key, range] = [keyOf(1, "any"), { centre: 0.75, halfWidth: 0.25 }];
  const expected = Float32Array.from({ length: 9000 }, (_, i) => {
    const bits = fmix32(Math.imul(i, 0x9e3779b9) ^ key);
    return 0.75 + 0.25 * (2 * (bits + 0.5) / 2 ** 32 - 1);
  });
  for (const length of [0, 1, 4, 7, 4096, 4097, 9000]) {
    const values = new Float32Array(length);
    fillSeeded(values, key, range);
    assertEquals(values, expected.slice(0, length));
  }
});

Deno.test("rangeOf() depends on the last part of the name and the fan-in", () => {
  assertEquals(rangeOf("fc.weight", [10, 64]), { centre: 0, halfWidth: 1 / 8 });
  assertEquals(rangeOf("conv1.weight", [64, 4, 2, 2]), { centre: 0, halfWidth: 1 / 4 });
  assertEquals(rangeOf("pos_embed.weight", [64, 1, 2, 2]), { centre: 0, halfWidth: 1 / 4 });
  assertEquals(rangeOf("bn1.weight", [64]), { centre: 0.75, halfWidth: 0.25 });
  assertEquals(rangeOf("bn1.running_mean", [64]), { centre: 0, halfWidth: 0.25 });
  assertEquals(rangeOf("bn1.running_var", [64]), { centre: 1, halfWidth: 0.5 });
  assertEquals(rangeOf("bn1.num_batches_tracked", []), { centre: 0, halfWidth: 0 });
  assertEquals(rangeOf("fc.bias", [10]), { centre: 0, halfWidth: 0.1 });
  assertEquals(rangeOf("cls_token", [1, 1, 192]), { centre: 0, halfWidth: 0.2 });
});

Deno.test("seededImages() differ by seed, and between the images of a batch", () => {
  const batch = seededImages(1, 8);
  assertEquals(seededImages(1, 4), batch.subarray(0, 4));
  assertEquals(new Set([...batch, ...seededImages(2, 8)]).size, 16);
});

Deno.test("fillSeeded() spreads evenly over its range", () => {
  const values = new Float32Array(100_000);
  fillSeeded(values, keyOf(1, "spread"), { centre: 3, halfWidth: 2 });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  assertAlmostEquals(mean, 3, 0.02);
  assertAlmostEquals(variance, 2 ** 2 / 3, 0.02);
});

Deno.test("keyOf() gives every parameter of the catalog its own key", () => {
  const names = new Set(CATALOG.flatMap(({ build }) => build().parameters.map(({ name }) => name)));
  assertEquals(new Set([...names].map((name) => keyOf(1, name))).size, names.size);
});
