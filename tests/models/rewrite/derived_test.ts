import { assertEquals } from "@std/assert";
import type { Parameter } from "../../../models/graph.ts";
import { anyValues, type ValueSource } from "../../../models/parameter_values.ts";
import {
  affineOf,
  cellCentres,
  columns,
  difference,
  negative,
  plusIdentity,
  rows,
  scaled,
  scaleInputs,
  scaleOutputs,
  shiftThrough,
  sum,
  transposed,
} from "../../../models/rewrite/derived.ts";

const VALUES: Readonly<Record<string, readonly number[]>> = {
  w: [1, 2, 3, 4, 5, 6],
  s: [10, 100, 1000],
  o: [10, 100],
  b: [0.5, 0.25],
  gamma: [3],
  beta: [1],
  mean: [2],
  variance: [3],
};

const source: ValueSource = (target, { name }) => target.set(VALUES[name] ?? []);

function learned(name: string, shape: readonly number[]): Parameter {
  return { name, dtype: "float32", shape, role: "learned" };
}

function valuesOf(parameter: Parameter): readonly number[] {
  const target = new Float32Array(parameter.shape.reduce((product, size) => product * size, 1));
  anyValues(source)(target, parameter);
  return [...target];
}

const [W, S, O, B] = [
  learned("w", [2, 3]),
  learned("s", [3]),
  learned("o", [2]),
  learned("b", [2]),
];

Deno.test("derived parameters follow their algebra", () => {
  assertEquals(valuesOf(scaleInputs(W, S)), [10, 200, 3000, 40, 500, 6000]);
  assertEquals(valuesOf(scaleOutputs(W, O)), [10, 20, 30, 400, 500, 600]);
  assertEquals(valuesOf(shiftThrough(W, S, B)), [3210.5, 6540.25]);
  assertEquals(valuesOf(shiftThrough(W, S, undefined)), [3210, 6540]);
  assertEquals(valuesOf(rows(W, 1, 1)), [4, 5, 6]);
  assertEquals(valuesOf(columns(W, 1, 2)), [2, 3, 5, 6]);
  assertEquals(valuesOf(transposed(W)), [1, 4, 2, 5, 3, 6]);
  assertEquals(valuesOf(sum(O, B)), [10.5, 100.25]);
  assertEquals(valuesOf(difference(O, B)), [9.5, 99.75]);
  assertEquals(valuesOf(scaled(O, 0.5)), [5, 50]);
  assertEquals(valuesOf(negative(O)), [-10, -100]);
});

Deno.test("derived parameters may follow from derived ones", () => {
  assertEquals(valuesOf(transposed(rows(scaleOutputs(W, O), 1, 1))), [400, 500, 600]);
  assertEquals(valuesOf(transposed(transposed(W))), valuesOf(W));
});

Deno.test("affineOf() gives scale and shift of a BatchNorm", () => {
  const [weight, bias, mean, variance] = ["gamma", "beta", "mean", "variance"]
    .map((name) => learned(name, [1])) as [Parameter, Parameter, Parameter, Parameter];
  const { scale, shift } = affineOf({ weight, bias, mean, variance, epsilon: 1 });
  assertEquals([valuesOf(scale), valuesOf(shift)], [[1.5], [-2]]);
});

Deno.test("plusIdentity() adds 1 to the centre of each kernel", () => {
  const kernel = { ...learned("k", [2, 1, 1, 3]) };
  assertEquals(valuesOf(plusIdentity(kernel)), [0, 1, 0, 0, 1, 0]);
});

Deno.test("cellCentres() averages the central four pixels", () => {
  assertEquals(valuesOf(cellCentres(1, 2)), [0.25, 0.25, 0.25, 0.25]);
  assertEquals(valuesOf(cellCentres(1, 4)), [0, 0, 0, 0, 0.25, 0.25, 0, 0.25, 0.25]);
});
