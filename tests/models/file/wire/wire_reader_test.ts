// models/file/wire: fields by hand-written bytes, jumps over what is not asked for, broken formats.

import { assertEquals, assertThrows } from "@std/assert";
import { FileError } from "../../../../models/file/file_error.ts";
import { Budget } from "../../../../models/file/wire/budget.ts";
import { bytesInMemory, type ByteSource } from "../../../../models/file/wire/byte_source.ts";
import { int64Of, textOf } from "../../../../models/file/wire/field_values.ts";
import { type Field, WireReader } from "../../../../models/file/wire/wire_reader.ts";

function fieldsOf(source: ByteSource): readonly Field[] {
  const found: Field[] = [];
  const reader = new WireReader(source, new Budget());
  const push = (field: Field) => found.push(field);
  reader.fields({ start: 0, end: source.size }, { 1: push, 2: push, 3: push, 4: push });
  return found;
}

function fieldsIn(...bytes: readonly number[]): readonly Field[] {
  return fieldsOf(bytesInMemory(Uint8Array.from(bytes)));
}

Deno.test("fields() gives number, wire type and payload of each field", () => {
  // 1: varint 150; 2: bytes "hi"; 3: 4 bytes; 4: 8 bytes
  const bytes = [
    0x08,
    0x96,
    0x01,
    0x12,
    2,
    0x68,
    0x69,
    0x1d,
    1,
    2,
    3,
    4,
    0x21,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
  ];
  assertEquals(
    fieldsIn(...bytes).map(({ number, wire, start, end }) => [number, wire, start, end]),
    [[1, 0, 1, 3], [2, 2, 5, 7], [3, 5, 8, 12], [4, 1, 13, 21]],
  );
  assertEquals(fieldsIn(...bytes)[0]?.low, 150);
});

Deno.test("int64Of() gives all 64 bits, with their sign", () => {
  const ones = Array<number>(9).fill(0xff);
  const values = [
    fieldsIn(0x08, ...ones, 0x01),
    fieldsIn(0x08, ...ones.with(8, 0x7f)),
    fieldsIn(0x08, ...Array<number>(9).fill(0x80), 0x01),
    fieldsIn(0x08, 0x80, 0x80, 0x80, 0x80, 0x10),
  ];
  assertEquals(values.map(([field]) => int64Of(field as Field)), [
    -1n,
    2n ** 63n - 1n,
    -(2n ** 63n),
    2n ** 32n,
  ]);
});

Deno.test("fields() passes over numbers without a handler, whatever they are", () => {
  assertEquals(fieldsIn(0x48, 1, 0x08, 2, 0xf8, 0xff, 0xff, 0xff, 0x0f, 3).map(({ low }) => low), [
    2,
  ]);
});

Deno.test("fields() reads a number that is written longer than it needs to be", () => {
  assertEquals(fieldsIn(0x88, 0x80, 0x00, 0x81, 0x00).map(({ number, low }) => [number, low]), [[
    1,
    1,
  ]]);
});

const FAULTS: readonly (readonly [what: string, bytes: readonly number[], reason: string])[] = [
  ["a number that is cut off", [0x08, 0x80], "a number is cut off (byte 1)"],
  [
    "a number of eleven bytes",
    [0x08, ...Array(10).fill(0x80), 0],
    "a number has more than 64 bits",
  ],
  [
    "a tenth byte above one bit",
    [0x08, ...Array(9).fill(0xff), 2],
    "a number has more than 64 bits",
  ],
  ["field number 0", [0x00, 0x01], "a field has number 0 (byte 0)"],
  ["a field number beyond 2^29", [0x80, 0x80, 0x80, 0x80, 0x10, 0], "a field has number 536870912"],
  ["a group", [0x0b, 0x0c], "field 1 is the start of a group, which ONNX has not"],
  ["the end of a group", [0x0c], "field 1 is the end of a group"],
  ["wire type 6", [0x0e], "field 1 is of wire type 6"],
  ["a length beyond the file", [0x12, 5, 1], "field 2 would end at byte 7 of a file of 3 bytes"],
  [
    "a length of 2^64 - 1",
    [0x12, ...Array(9).fill(0xff), 1, 0],
    "field 2 would end at byte 18446744",
  ],
  ["4 bytes that are 3", [0x1d, 1, 2, 3], "field 3 would end at byte 5 of a file of 4 bytes"],
];

for (const [what, bytes, reason] of FAULTS) {
  Deno.test(`fields() refuses ${what}`, () => {
    assertThrows(() => fieldsIn(...bytes), FileError, reason);
  });
}

Deno.test("fields() refuses a field that ends beyond the message that holds it", () => {
  const reader = new WireReader(bytesInMemory(Uint8Array.of(0x12, 3, 0, 0, 0, 0)), new Budget());
  assertThrows(
    () => reader.fields({ start: 0, end: 3 }, {}),
    FileError,
    "field 2 ends beyond the message that holds it (byte 0)",
  );
});

/** A source that says how much was read of it: `head`, then zeros up to `size`. */
function sparse(
  size: number,
  head: readonly number[],
): { source: ByteSource; readBytes: () => number } {
  let readBytes = 0;
  return {
    source: {
      size,
      read(offset, byteLength) {
        readBytes += byteLength;
        return Uint8Array.from({ length: byteLength }, (_, index) => head[offset + index] ?? 0);
      },
    },
    readBytes: () => readBytes,
  };
}

Deno.test("fields() jumps over 2^40 bytes and reads one chunk", () => {
  const length = [0x80, 0x80, 0x80, 0x80, 0x80, 0x20];
  const { source, readBytes } = sparse(7 + 2 ** 40, [0x12, ...length]);
  assertEquals(fieldsOf(source).map(({ start, end }) => end - start), [2 ** 40]);
  assertEquals(readBytes(), 2 ** 16);
});

Deno.test("textOf() refuses what is no UTF-8, and a name of 65537 bytes", () => {
  const text = (...bytes: readonly number[]) => {
    const reader = new WireReader(bytesInMemory(Uint8Array.from(bytes)), new Budget());
    const texts: string[] = [];
    reader.fields({ start: 0, end: bytes.length }, {
      1: (field) => texts.push(textOf(reader, field)),
    });
    return texts;
  };
  assertEquals(text(0x0a, 3, 0xe2, 0x82, 0xac), ["€"]);
  assertThrows(() => text(0x0a, 1, 0xff), FileError, "a name is no UTF-8 (byte 0)");
  assertThrows(() => text(0x08, 1), FileError, "field 1 is a varint, where ONNX has a length");
  const long = [0x0a, 0x81, 0x80, 0x04, ...Array<number>(65537).fill(0x61)];
  assertThrows(() => text(...long), FileError, "a name has 65537 bytes, more than 65536");
});

Deno.test("Budget ends after ten million fields, whatever the file has", () => {
  const budget = new Budget();
  for (let count = 0; count < 1e7; count++) budget.walk(0);
  assertThrows(() => budget.walk(9), FileError, "it has more than 10000000 fields (byte 9)");
});

Deno.test("Budget refuses what would not fit before it is kept", () => {
  const budget = new Budget();
  budget.keep(176 * 2 ** 20);
  assertThrows(() => budget.keep(1, 7), FileError, "take more than 176 MiB (byte 7)");
});
