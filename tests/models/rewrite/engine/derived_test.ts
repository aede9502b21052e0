import { assertEquals, assertStrictEquals } from "@std/assert";
import type { Parameter } from "../../../../models/graph/graph.ts";
import { anyValues, type ValueSource } from "../../../../models/graph/parameter_values.ts";
import {
  affineOf,
  cellCentres,
  columns,
  type NormParameters,
  picked,
  pickedKernel,
  plusIdentity,
  reshaped,
  rows,
  scaled,
  scaleInputs,
  scaleOutputs,
  shiftThrough,
  transposed,
} from "../../../../models/rewrite/engine/derived.ts";

const VALUES: Readonly<Record<string, readonly number[]>> = {
  w: [1, 2, 3, 4, 5, 6],
  spatial: [1, 2, 3, 4, 5, 6, 7, 8],
  tall: Array.from({ length: 66 }, (_, i) => i),
  wide: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  powers: Array.from({ length: 11 }, (_, i) => 2 ** i),
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

const [W, S, O, B, SPATIAL] = [
  learned("w", [2, 3]),
  learned("s", [3]),
  learned("o", [2]),
  learned("b", [2]),
  learned("spatial", [2, 2, 1, 2]),
];

const SIX = [0, 1, 2, 3, 4, 5];
const BOTH = { name: "both", places: [0, 1] };
const ALL = { name: "all", places: [0, 1, 2] };

Deno.test("derived parameters follow their algebra", () => {
  assertEquals(valuesOf(scaleInputs(W, S)), [10, 200, 3000, 40, 500, 6000]);
  assertEquals(valuesOf(shiftThrough(W, S, B)), [3210.5, 6540.25]);
  assertEquals(valuesOf(shiftThrough(W, S, undefined)), [3210, 6540]);
  assertEquals(valuesOf(rows(W, 1, 1)), [4, 5, 6]);
  assertEquals(valuesOf(columns(W, 1, 2)), [2, 3, 5, 6]);
  assertEquals(valuesOf(transposed(W)), [1, 4, 2, 5, 3, 6]);
  assertEquals(valuesOf(scaled(O, 0.5)), [5, 50]);
});

Deno.test("derived parameters of kernels follow their algebra tap by tap", () => {
  assertEquals(valuesOf(scaleInputs(SPATIAL, O)), [10, 20, 300, 400, 50, 60, 700, 800]);
  assertEquals(valuesOf(shiftThrough(SPATIAL, O, B)), [730.5, 1610.25]);
  assertEquals(valuesOf(rows(SPATIAL, 1, 1)), [5, 6, 7, 8]);
  assertEquals(valuesOf(columns(SPATIAL, 1, 1)), [3, 4, 7, 8]);
  assertEquals(valuesOf(columns(SPATIAL, 0, 1)), [1, 2, 5, 6]);
  assertEquals(valuesOf(reshaped(SPATIAL, [4, 2])), [1, 2, 3, 4, 5, 6, 7, 8]);
});

Deno.test("shiftThrough() sums rows of any length", () => {
  // 1 + 2 2 + 3 4 + ... + n 2^(n - 1) = (n - 1) 2^n + 1
  const powers = learned("powers", [11]);
  for (let n = 1; n <= 11; n++) {
    const row = reshaped(rows(learned("wide", [11]), 0, n), [1, n]);
    assertEquals(valuesOf(shiftThrough(row, rows(powers, 0, n), undefined)), [
      (n - 1) * 2 ** n + 1,
    ]);
  }
});

Deno.test("transposed() turns more rows and columns than it takes at a time", () => {
  const even = Array.from({ length: 33 }, (_, i) => 2 * i);
  const byColumns = [...even, ...even.map((value) => value + 1)];
  const tall = transposed(learned("tall", [33, 2]));
  assertEquals(valuesOf(tall), byColumns);
  const wide = reshaped(learned("tall", [66]), [2, 33]);
  const interleaved = even.flatMap((_, i) => [i, 33 + i]);
  assertEquals(valuesOf(transposed(wide)), interleaved);
});

Deno.test("reshaped() has its source write right where it belongs, unless its values are at hand", () => {
  const large = learned("large", [64, 64]);
  const targets: Float32Array[] = [];
  const fill = anyValues((target) => {
    targets.push(target.fill(targets.length));
  });
  const fresh = new Float32Array(64 * 64);
  fill(fresh, reshaped(large, [64 * 64]));
  assertStrictEquals(targets[0], fresh);

  fill(new Float32Array(64 * 64), transposed(large));
  const known = new Float32Array(64 * 64);
  fill(known, reshaped(large, [64 * 64]));
  assertEquals([targets.length, known.every((value) => value === 1)], [2, true]);
});

Deno.test("derived parameters have the shapes of their algebra", () => {
  const shapes = [
    scaleInputs(SPATIAL, O),
    shiftThrough(SPATIAL, O, B),
    rows(SPATIAL, 1, 1),
    columns(SPATIAL, 1, 1),
    transposed(W),
    reshaped(W, [6]),
    plusIdentity(SPATIAL),
    cellCentres(3, 4),
  ].map(({ shape }) => shape.join("x"));
  assertEquals(shapes, [
    "2x2x1x2",
    "2",
    "1x2x1x2",
    "2x1x1x2",
    "3x2",
    "6",
    "2x2x1x2",
    "3x1x3x3",
  ]);
});

Deno.test("derived parameters are called by the expressions that they stand for", () => {
  const { scale, shift } = affineOf(NORM);
  assertEquals(scale.name, "scale(gamma)");
  assertEquals(shift.name, "shift(gamma)");
  assertEquals(scaleInputs(W, S).name, "(w * s)");
  assertEquals(shiftThrough(W, S, B).name, "(b + w . s)");
  assertEquals(shiftThrough(W, S, undefined).name, "(w . s)");
  assertEquals(rows(W, 1, 2).name, "w[1:3]");
  assertEquals(columns(W, 1, 2).name, "w[:, 1:3]");
  assertEquals(transposed(W).name, "w^T");
  assertEquals(reshaped(W, [3, 2]).name, "w[3x2]");
  assertEquals(plusIdentity(W).name, "(1 + w)");
  assertEquals(scaled(O, 0.5).name, "(0.5 * o)");
  assertEquals(cellCentres(2, 4).name, "centre of 4x4 cells[2]");
});

Deno.test("derived parameters that are not equal have names of their own", () => {
  const { scale, shift } = affineOf(NORM);
  const all = [
    scale,
    shift,
    scaleInputs(W, S),
    shiftThrough(W, S, B),
    shiftThrough(W, S, undefined),
    shiftThrough(W, S, O),
    rows(W, 0, 1),
    rows(W, 1, 1),
    rows(W, 0, 2),
    columns(W, 0, 1),
    columns(W, 1, 1),
    columns(W, 0, 2),
    transposed(W),
    reshaped(W, [6]),
    reshaped(W, [3, 2]),
    plusIdentity(W),
    scaled(O, 2),
    scaled(O, 3),
    picked(W, 0, { name: "swapped", places: [1, 0] }),
    picked(W, 1, { name: "swapped", places: [1, 0] }),
    picked(W, 1, { name: "grown", places: [0, 1, 2, -1] }),
    pickedKernel(W, { groups: 1, common: 1, out: BOTH, read: ALL }),
    pickedKernel(W, { groups: 2, common: 1, out: BOTH, read: { name: "six", places: SIX } }),
    scaleOutputs(W, O),
    cellCentres(1, 2),
    cellCentres(2, 2),
    cellCentres(1, 4),
  ];
  assertEquals(all.filter(({ role, dtype }) => role !== "derived" || dtype !== "float32"), []);
  const names = all.map(({ name }) => name);
  assertEquals(names.filter((name, i) => names.indexOf(name) !== i), []);
});

Deno.test("derived parameters may follow from derived ones", () => {
  assertEquals(valuesOf(transposed(rows(scaleInputs(W, S), 1, 1))), [40, 500, 6000]);
  assertEquals(valuesOf(transposed(transposed(W))), valuesOf(W));
});

/** 3 (x - 2) / sqrt(3 + 1) + 1 */
const NORM: NormParameters = {
  weight: learned("gamma", [1]),
  bias: learned("beta", [1]),
  mean: learned("mean", [1]),
  variance: learned("variance", [1]),
  epsilon: 1,
};

Deno.test("affineOf() gives scale and shift of a BatchNorm", () => {
  const { scale, shift } = affineOf(NORM);
  assertEquals([valuesOf(scale), valuesOf(shift)], [[1.5], [-2]]);
});

Deno.test("picked() takes entries as they are asked for, zeros whatever memory held before", () => {
  const grown = { name: "grown", places: [2, 0, -1] };
  assertEquals(valuesOf(picked(W, 1, grown)), [3, 1, 0, 6, 4, 0]);
  assertEquals(valuesOf(picked(W, 0, { name: "around", places: [1, -1, 0] })), [
    4,
    5,
    6,
    0,
    0,
    0,
    1,
    2,
    3,
  ]);
  const pixels = picked(SPATIAL, 0, { name: "more", places: [1, 0, -1] });
  assertEquals(pixels.shape, [3, 2, 1, 2]);
  assertEquals(valuesOf(pixels), [5, 6, 7, 8, 1, 2, 3, 4, 0, 0, 0, 0]);
  const dirty = new Float32Array(6).fill(9);
  anyValues(source)(dirty, picked(W, 1, grown));
  assertEquals([...dirty], [3, 1, 0, 6, 4, 0]);
});

Deno.test("pickedKernel() has zeros where entries of unlike groups meet", () => {
  // Rows 0 and 1 are a group each, of columns 0 to 2 and 3 to 5.
  const read = { name: "six", places: SIX };
  const one = pickedKernel(W, { groups: 2, common: 1, out: BOTH, read });
  assertEquals(one.shape, [2, 6]);
  assertEquals(valuesOf(one), [1, 2, 3, 0, 0, 0, 0, 0, 0, 4, 5, 6]);
  const swapped = { name: "swapped", places: [1, 0] };
  const ends = { name: "ends", places: [5, -1, 0, 2] };
  assertEquals(
    valuesOf(pickedKernel(W, { groups: 2, common: 2, out: swapped, read: ends })),
    [6, 0, 1, 3],
  );
  const dirty = new Float32Array(4).fill(9);
  anyValues(source)(dirty, pickedKernel(W, { groups: 2, common: 2, out: swapped, read: ends }));
  assertEquals([...dirty], [6, 0, 1, 3]);
  const taps = pickedKernel(SPATIAL, {
    groups: 1,
    common: 1,
    out: { name: "last", places: [1, -1] },
    read: swapped,
  });
  assertEquals([taps.shape, valuesOf(taps)], [[2, 2, 1, 2], [7, 8, 5, 6, 0, 0, 0, 0]]);
});

Deno.test("scaleOutputs() multiplies each row by its own factor", () => {
  const [first = 0, second = 0] = valuesOf(O);
  assertEquals(
    valuesOf(scaleOutputs(W, O)),
    [1, 2, 3].map((w) => w * first).concat([4, 5, 6].map((w) => w * second)),
  );
});

Deno.test("plusIdentity() adds 1 to the centre of each kernel", () => {
  const kernel = { ...learned("k", [2, 1, 1, 3]) };
  assertEquals(valuesOf(plusIdentity(kernel)), [0, 1, 0, 0, 1, 0]);
});

Deno.test("cellCentres() averages the central four pixels", () => {
  assertEquals(valuesOf(cellCentres(1, 2)), [0.25, 0.25, 0.25, 0.25]);
  assertEquals(valuesOf(cellCentres(1, 4)), [0, 0, 0, 0, 0.25, 0.25, 0, 0.25, 0.25]);
  assertEquals(valuesOf(cellCentres(2, 2)), Array(8).fill(0.25));
});

Deno.test("plusIdentity() finds the centre of a square kernel", () => {
  const kernel = learned("kernel", [2, 1, 3, 3]);
  const centres = [4, 13];
  assertEquals(
    valuesOf(plusIdentity(kernel)),
    Array.from({ length: 18 }, (_, i) => centres.includes(i) ? 1 : 0),
  );
});
