import { assertEquals } from "@std/assert";
import type { Parameter } from "../../../models/graph/graph.ts";
import { anyValues } from "../../../models/graph/parameter_values.ts";

const LEARNED: Parameter = { name: "w", dtype: "float32", shape: [5000], role: "learned" };

/** Adds `amount` to every value of its source. */
function shifted(name: string, from: Parameter, amount: number): Parameter {
  return {
    name,
    dtype: "float32",
    shape: from.shape,
    role: "derived",
    derivation: {
      from: [from],
      fill: (target, [source]) => target.set(source?.map((value) => value + amount) ?? []),
    },
  };
}

Deno.test("anyValues() computes derived parameters from their sources, through any depth", () => {
  const target = new Float32Array(5000);
  const twice = shifted("b", shifted("a", LEARNED, 1), 10);
  anyValues((values) => values.fill(100))(target, twice);
  assertEquals([target[0], target[4999]], [111, 111]);
});

Deno.test("anyValues() asks for a large source once for derivations that follow each other", () => {
  let askedCount = 0;
  const fill = anyValues((values) => {
    askedCount++;
    values.fill(7);
  });
  const target = new Float32Array(5000);
  fill(target, shifted("a", LEARNED, 1));
  fill(target, shifted("b", LEARNED, 2));
  assertEquals([askedCount, target[0]], [1, 9]);
});

Deno.test("anyValues() never writes over the sources of a derivation that is being computed", () => {
  const learned = (name: string): Parameter => ({ ...LEARNED, name });
  const sum = (name: string, from: readonly Parameter[]): Parameter => ({
    name,
    dtype: "float32",
    shape: [5000],
    role: "derived",
    derivation: {
      from,
      fill: (target, sources) =>
        target.forEach((_, i) => {
          target[i] = sources.reduce((total, source) => total + (source[i] ?? NaN), 0);
        }),
    },
  });
  const left = sum("left", ["1", "2", "4", "8"].map(learned));
  const right = sum("right", ["16", "32", "64", "128"].map(learned));
  const fill = anyValues((values, { name }) => values.fill(Number(name)));
  const target = new Float32Array(5000);
  fill(target, sum("all", [left, right, left, learned("256")]));
  assertEquals([target[0], target[4999]], [15 + 240 + 15 + 256, 526]);
  fill(target, sum("again", [right, left]));
  assertEquals([target[0], target[4999]], [255, 255]);
});

Deno.test("anyValues() uses the memory of large sources again, whatever small ones come between", () => {
  const memory = new Set<ArrayBufferLike>();
  const fill = anyValues((values) => {
    if (values.length === 5000) memory.add(values.buffer);
  });
  for (let i = 0; i < 20; i++) {
    const small: Parameter = { name: `bias${i}`, dtype: "float32", shape: [8], role: "learned" };
    fill(new Float32Array(5000), shifted(`large${i}`, { ...LEARNED, name: `w${i}` }, 1));
    fill(new Float32Array(8), shifted(`small${i}`, small, 1));
  }
  assertEquals(memory.size, 3);
});
