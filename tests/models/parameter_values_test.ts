import { assertEquals } from "@std/assert";
import type { Parameter } from "../../models/graph.ts";
import { anyValues } from "../../models/parameter_values.ts";

const LEARNED: Parameter = { name: "w", dtype: "float32", shape: [5000], role: "learned" };

/** Adds `amount` to every value of its source. */
function shifted(name: string, from: Parameter, amount: number): Parameter {
  return {
    ...{ name, dtype: "float32", shape: from.shape, role: "derived" },
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
