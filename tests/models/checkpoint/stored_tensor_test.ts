// models/checkpoint/stored_tensor.ts: views of any strides, each element in its place, none from outside.

import { assertEquals, assertThrows } from "@std/assert";
import { CheckpointError } from "../../../models/checkpoint/checkpoint_error.ts";
import { storedTensor } from "../../../models/checkpoint/stored_tensor.ts";
import { rowStrides } from "../../../models/checkpoint/strides.ts";
import { bytesInMemory } from "../../../models/file/wire/byte_source.ts";

/** Elements 0, 1, 2, … as bytes, with a stray one before them. */
function storageOf(count: number) {
  const source = bytesInMemory(Uint8Array.from({ length: count + 1 }, (_, index) => index - 1));
  return { open: () => source, start: 1, byteLength: count };
}

interface ViewOf {
  readonly count: number;
  readonly shape: readonly number[];
  readonly strides?: readonly number[];
  readonly offset?: number;
}

function viewOf({ count, shape, strides = rowStrides(shape), offset = 0 }: ViewOf) {
  const storage = storageOf(count);
  return storedTensor({ name: "w", dtype: "uint8", shape, strides, offset, storage });
}

function values(view: ViewOf): readonly number[] {
  const target = new Float32Array(view.shape.reduce((product, size) => product * size, 1));
  viewOf(view).read(target);
  return [...target];
}

Deno.test("storedTensor() reads rows from an offset on", () => {
  assertEquals(values({ count: 6, shape: [2, 2], offset: 2 }), [2, 3, 4, 5]);
  assertEquals(values({ count: 1, shape: [] }), [0]);
  assertEquals(values({ count: 0, shape: [0, 3], offset: 9 }), []);
});

Deno.test("storedTensor() reads transposed, sliced and repeated views", () => {
  assertEquals(values({ count: 6, shape: [3, 2], strides: [1, 3] }), [0, 3, 1, 4, 2, 5]);
  assertEquals(values({ count: 8, shape: [2, 2], strides: [4, 1], offset: 1 }), [1, 2, 5, 6]);
  assertEquals(values({ count: 2, shape: [2, 3], strides: [1, 0] }), [0, 0, 0, 1, 1, 1]);
  assertEquals(values({ count: 2, shape: [3, 2], strides: [0, 1] }), [0, 1, 0, 1, 0, 1]);
  assertEquals(values({ count: 1, shape: [2, 2, 2], strides: [0, 0, 0] }), Array(8).fill(0));
  assertEquals(values({ count: 24, shape: [2, 3, 4], strides: [1, 2, 6] }).slice(0, 5), [
    0,
    6,
    12,
    18,
    2,
  ]);
});

Deno.test("storedTensor() reads views whose elements overlap, if they are small", () => {
  assertEquals(values({ count: 4, shape: [3, 2], strides: [1, 1] }), [0, 1, 1, 2, 2, 3]);
  const count = 2 ** 25;
  const source = {
    size: count,
    read(): never {
      throw new Error("it is read");
    },
  };
  const large = storedTensor({
    name: "w",
    dtype: "uint8",
    shape: [2, count - 1],
    strides: [1, 1],
    offset: 0,
    storage: { open: () => source, start: 0, byteLength: count },
  });
  assertThrows(
    () => large.read(new Float32Array(2 * (count - 1))),
    CheckpointError,
    'tensor "w" is a view of strides [1, 1] whose elements overlap: save a copy of it',
  );
});

Deno.test("storedTensor() reads each range of a transposed view once", () => {
  const [rows, columns] = [700, 900];
  let readBytes = 0;
  const source = {
    size: rows * columns,
    read(offset: number, byteLength: number) {
      readBytes += byteLength;
      return Uint8Array.from({ length: byteLength }, (_, index) => (offset + index) % 251);
    },
  };
  const storage = { open: () => source, start: 0, byteLength: rows * columns };
  const shape = [columns, rows];
  const strides = [1, columns];
  const target = new Float32Array(rows * columns);
  storedTensor({ name: "w", dtype: "uint8", shape, strides, offset: 0, storage }).read(target);
  assertEquals(readBytes, rows * columns);
  assertEquals(target[5 * rows + 7], (7 * columns + 5) % 251);
});

Deno.test("storedTensor() names a tensor that lies outside of its storage", () => {
  const outside: readonly ViewOf[] = [
    { count: 5, shape: [2, 3] },
    { count: 6, shape: [2, 3], offset: 1 },
    { count: 6, shape: [2, 3], offset: -1 },
    { count: 6, shape: [2], strides: [6] },
    { count: 6, shape: [2], strides: [-1], offset: 1 },
    { count: 6, shape: [2], strides: [] },
  ];
  for (const view of outside) {
    assertThrows(() => viewOf(view), CheckpointError, 'tensor "w" of sizes [');
  }
});

Deno.test("storedTensor() takes a target of its length only", () => {
  assertThrows(
    () => viewOf({ count: 4, shape: [4] }).read(new Float32Array(3)),
    RangeError,
    'Cannot read tensor "w" as it has 4 elements: pass a target of that length, not of 3',
  );
});
