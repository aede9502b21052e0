import { assertEquals } from "@std/assert";
import { arithmeticGraph, arithmeticOf } from "../../../../bench/engines/parts/arithmetic.ts";
import type { Arithmetic } from "../../../../bench/job/protocol.ts";
import { elementCount } from "../../../../models/graph/graph.ts";
import { seededImages } from "../../../../models/graph/weights.ts";

const FACTOR = 2 ** 17;
const IMAGE = seededImages(0, 256 ** 2);

/** Keeps so many bits after the first of a float32, rounding to the nearest. */
function roundedTo(bits: number): (value: number) => number {
  return (value) => {
    if (value === 0) return 0;
    const unit = 2 ** (Math.floor(Math.log2(Math.abs(value))) - bits);
    return Math.round(value / unit) * unit;
  };
}

/** As {@linkcode roundedTo}, but towards zero. */
function cutTo(bits: number): (value: number) => number {
  return (value) => {
    if (value === 0) return 0;
    const unit = 2 ** (Math.floor(Math.log2(Math.abs(value))) - bits);
    return Math.trunc(value / unit) * unit;
  };
}

/** What formats make of the product. */
const FORMATS: readonly (readonly [string, Arithmetic, (value: number) => number])[] = [
  ["all bits", "fp32", (value) => FACTOR * value],
  ["a few units in the last place", "fp32", (value) => FACTOR * value * (1 + 2 ** -21)],
  ["10 bits", "tf32", (value) => FACTOR * roundedTo(10)(value)],
  ["10 bits, cut", "tf32", (value) => FACTOR * cutTo(10)(value)],
  ["7 bits", "bf16", (value) => FACTOR * roundedTo(7)(value)],
  ["7 bits, cut", "bf16", (value) => FACTOR * cutTo(7)(value)],
  ["half precision", "fp16", (value) => Math.f16round(FACTOR) * Math.f16round(value)],
  ["half precision that stops at its largest", "fp16", (value) => 65504 * Math.f16round(value)],
];

for (const [name, arithmetic, product] of FORMATS) {
  Deno.test(`arithmeticOf() tells ${arithmetic} by ${name}`, () => {
    assertEquals(arithmeticOf(IMAGE, IMAGE.map(product)), arithmetic);
  });
}

Deno.test("arithmeticOf() draws its lines at 2^-16, 2^-9.5 and 2^-7", () => {
  const off = (difference: number) =>
    arithmeticOf(IMAGE, IMAGE.map((value) => FACTOR * value * (1 + difference)));
  assertEquals([off(0.99 * 2 ** -16), off(1.01 * 2 ** -16)], ["fp32", "tf32"]);
  assertEquals([off(0.99 * 2 ** -9.5), off(1.01 * 2 ** -9.5)], ["tf32", "bf16"]);
  assertEquals([off(0.99 * 2 ** -7), off(1.01 * 2 ** -7)], ["bf16", "fp16"]);
});

Deno.test("arithmeticOf() takes no output for float32", () => {
  assertEquals(arithmeticOf(IMAGE, new Float32Array()), "fp16");
});

Deno.test("arithmeticGraph() is one product of the image", () => {
  const { nodes, inputs: [input], outputs: [output] } = arithmeticGraph();
  assertEquals(nodes.map(({ op }) => op), ["MatMul"]);
  assertEquals(output?.shape, input?.shape);
  assertEquals(elementCount((input?.shape ?? []).slice(1) as number[]), IMAGE.length);
});
