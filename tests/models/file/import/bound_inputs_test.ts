import { assertEquals, assertThrows } from "@std/assert";
import { bindInputs } from "../../../../models/file/import/bound_inputs.ts";
import { fileValue } from "../../../support/file_literals.ts";

function bound(
  inputs: readonly ReturnType<typeof fileValue>[],
  dims: Readonly<Record<string, number>> = {},
) {
  const { shapes, batch } = bindInputs(inputs, new Map(Object.entries(dims)));
  return { shapes: Object.fromEntries(shapes), batch: batch.size };
}

Deno.test("bindInputs() binds named dimensions wherever they stand, unnamed ones by input and axis", () => {
  const inputs = [
    fileValue("images", ["batch", 3, "H", "W"]),
    fileValue("sizes", ["batch", null]),
    fileValue("mask", ["batch", "H", "W"]),
  ];
  assertEquals(bound(inputs, { H: 224, W: 192, "sizes:1": 2 }), {
    shapes: { images: ["N", 3, 224, 192], sizes: ["N", 2], mask: ["N", 224, 192] },
    batch: "N",
  });
  assertEquals(bound(inputs, { batch: 8, H: 1, W: 1, "sizes:1": 2 }).batch, 8);
});

Deno.test("bindInputs() finds the batch by its name first, then on the first axis", () => {
  const tokens = fileValue("tokens", ["seq", "batch_size"]);
  assertEquals(bound([tokens], { seq: 7 }), { shapes: { tokens: [7, "N"] }, batch: "N" });
  assertEquals(bound([fileValue("x", ["s0", 3])]).shapes, { x: ["N", 3] });
  assertEquals(bound([fileValue("x", [null, 3]), fileValue("y", [null, 4])]).shapes, {
    x: ["N", 3],
    y: ["N", 4],
  });
});

Deno.test("bindInputs() takes three channels with two sides for one image, not for a batch", () => {
  const batchOf = (shape: readonly number[], dtype: "float32" | "int64" = "float32") =>
    bindInputs([{ ...fileValue("x", shape), dtype }], new Map()).batch;
  assertEquals(batchOf([3, 96, 128]), {
    size: 1,
    remark: 'is 1: "x" [3, 96, 128] is one image alone',
  });
  assertEquals(bound([fileValue("x", [3, "H", "W"])], { H: 64, W: 64 }).batch, 1);
  assertEquals(
    [[96, 128, 3], [3, 4, 128], [4, 96, 128], [3, 32, 31]].map((shape) => batchOf(shape).size),
    [1, 3, 4, 3],
  );
  assertEquals(batchOf([3, 96, 128], "int64").size, 3);
});

Deno.test("bindInputs() refuses a batch of nothing, and takes other axes without entries", () => {
  const message = 'Cannot size "x" [0, 8] as a batch of 0 asks for nothing';
  assertThrows(() => bound([fileValue("x", [0, 8])]), RangeError, message);
  assertThrows(() => bound([fileValue("x", ["n", 8])], { n: 0 }), RangeError, message);
  assertEquals(bound([fileValue("past", [2, 4, 0, 8])]).batch, 2);
});

Deno.test("bindInputs() names what remains open, and what to pass", () => {
  assertThrows(
    () => bound([fileValue("x", ["batch", 3, "H", "W"]), fileValue("ids", ["batch", null])]),
    RangeError,
    'Cannot size "x" [batch, 3, H, W], "ids" [batch, ?] as the file leaves dimensions open: pass ' +
      "--dim H=224 --dim W=224 --dim ids:1=128, or other sizes",
  );
  // Behind an axis that is known, what is open is no batch.
  assertThrows(() => bound([fileValue("x", [5, null])]), RangeError, "pass --dim x:1=128");
});

Deno.test("bindInputs() asks for a name once, however many inputs have it", () => {
  const caches = Array.from({ length: 6 }, (_, i) => fileValue(`past${i}`, ["batch", 4, "past"]));
  assertThrows(
    () => bound(caches),
    RangeError,
    'Cannot size "past0" [batch, 4, past], "past1" [batch, 4, past], "past2" [batch, 4, past], ' +
      '"past3" [batch, 4, past] and 2 other inputs as the file leaves dimensions open: pass ' +
      "--dim past=128, or other sizes",
  );
});

Deno.test("bindInputs() refuses what contradicts the file, with both shapes", () => {
  assertThrows(
    () => bound([fileValue("x", ["N", 160, 160, 3])], { "x:1": 3, "x:3": 160 }),
    RangeError,
    'Cannot bind "x:1" to 3 as the file fixes it: "x" is [N, 160, 160, 3], not [N, 3, 160, 3]',
  );
  assertThrows(
    () => bound([fileValue("x", ["N", 3])], { M: 3 }),
    RangeError,
    'Cannot bind "M" as no input has such a dimension: got "x" [N, 3]',
  );
  assertThrows(
    () => bound([fileValue("x", ["N", 3])], { N: 1.5 }),
    RangeError,
    'Cannot bind "N" as a size is a whole number from 0 on: got 1.5',
  );
});

Deno.test("bindInputs() gives an input of unknown rank the axes that are bound", () => {
  assertEquals(bound([fileValue("x", null)], { "x:0": 2, "x:1": 5 }).shapes, { x: [2, 5] });
  assertThrows(
    () => bound([fileValue("x", null)]),
    RangeError,
    'Cannot size the input "x" as the file does not say how many axes it has',
  );
});

Deno.test("bindInputs() refuses two sizes for places that the file says are equal", () => {
  const image = fileValue("x", ["N", 3, "S", "S"]);
  assertEquals(bound([image], { "x:2": 48 }).shapes, { x: ["N", 3, 48, 48] });
  for (const dims of [{ "x:2": 48, "x:3": 192 }, { S: 48, "x:3": 192 }]) {
    assertThrows(
      () => bound([image], dims),
      RangeError,
      'Cannot bind "x:3" to 192 as the file has it equal to others called "S": ' +
        "got 48 for one of them, pass --dim S=192 alone",
    );
  }
});
