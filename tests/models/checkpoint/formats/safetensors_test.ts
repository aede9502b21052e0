// models/checkpoint/formats/safetensors.ts: types are exact, and no byte is in two tensors or in none.

import { assertEquals, assertThrows } from "@std/assert";
import { CheckpointError } from "../../../../models/checkpoint/checkpoint_error.ts";
import { readSafetensors } from "../../../../models/checkpoint/formats/safetensors.ts";
import { bytesInMemory } from "../../../../models/file/wire/byte_source.ts";
import { entry, safetensorsFile } from "../../../support/safetensors_file.ts";

function read(header: unknown, data: readonly number[] = []) {
  return readSafetensors(bytesInMemory(safetensorsFile(header, data)));
}

/** The values of the only tensor. */
function values(dtype: string, count: number, data: readonly number[]): readonly number[] {
  const { tensors: [tensor] } = read({ w: entry(dtype, [count], [0, data.length]) }, data);
  const target = new Float32Array(count);
  tensor?.read(target);
  return [...target];
}

// Values of user-cases-2.md N3.2, bytes little-endian.
Deno.test("readSafetensors() converts BF16, F16, F8_E4M3 and F8_E5M2 exactly", () => {
  assertEquals(values("BF16", 2, [0x80, 0x3f, 0x00, 0xc0]), [1, -2]);
  assertEquals(values("F16", 2, [0x00, 0x3c, 0x01, 0x00]), [1, 2 ** -24]);
  assertEquals(values("F8_E4M3", 4, [0x38, 0x7e, 0x7f, 0x01]), [1, 448, NaN, 2 ** -9]);
  assertEquals(values("F8_E5M2", 5, [0x3c, 0x7b, 0x7c, 0xfe, 0x01]), [
    1,
    57344,
    Infinity,
    NaN,
    2 ** -16,
  ]);
  assertEquals(values("F8_E8M0", 3, [127, 0, 255]), [1, 2 ** -127, NaN]);
});

Deno.test("readSafetensors() lists tensors of unknown types, names them when read, reads the others", () => {
  const { tensors } = read({
    __metadata__: { format: "pt" },
    odd: entry("F9", [2], [0, 3]),
    half: entry("F4", [4], [3, 5]),
    w: entry("U8", [1], [5, 6]),
  }, [0, 0, 0, 0, 0, 7]);
  assertEquals(tensors.map(({ name, dtype }) => [name, dtype]), [
    ["odd", "unknown F9"],
    ["half", "unknown F4"],
    ["w", "uint8"],
  ]);
  assertThrows(
    () => tensors[0]?.read(new Float32Array(2)),
    CheckpointError,
    'Cannot read the checkpoint as tensor "odd" is of type unknown F9',
  );
  const target = new Float32Array(1);
  tensors[2]?.read(target);
  assertEquals(target[0], 7);
});

Deno.test("readSafetensors() reads headers by their own length", () => {
  for (const length of [99_993, 99_994, 100_000]) {
    const bare = JSON.stringify({ w: entry("U8", [1], [0, 1]) });
    assertEquals(read(bare.padEnd(length), [9]).tensors.length, 1);
  }
});

const FAULTS: readonly (readonly [header: unknown, byteCount: number, message: string])[] = [
  [{ a: entry("U8", [2], [0, 2]), b: entry("U8", [2], [1, 3]) }, 3, '"b" overlaps another one'],
  [{ a: entry("U8", [2], [0, 2]), b: entry("U8", [2], [3, 5]) }, 5, '"b" comes after a gap'],
  [{ a: entry("U8", [2], [0, 2]) }, 1, '"a" would end at byte'],
  [{ a: entry("U8", [2], [0, 2]) }, 3, "it goes on for 1 bytes after its last tensor"],
  [{ a: entry("F32", [2], [0, 4]) }, 4, '"a" has 4 bytes, where [2] of float32 takes 8'],
  [{ a: entry("U8", [2 ** 40, 2 ** 40], [0, 4]) }, 4, '"a" has impossible sizes'],
  [{ a: entry("U8", [-1], [0, 4]) }, 4, '"a" lacks its type, its sizes or its place'],
  [{ a: entry("U8", [2], [2, 0]) }, 2, '"a" has -2 bytes'],
  [{ a: 1 }, 0, '"a" lacks its type, its sizes or its place'],
  [[], 0, "its header is no table of tensors"],
  ['{"a"', 0, "its header is no JSON"],
];

for (const [header, byteCount, message] of FAULTS) {
  Deno.test(`readSafetensors() refuses a file: ${message}`, () => {
    assertThrows(() => read(header, Array(byteCount).fill(0)), CheckpointError, message);
  });
}

Deno.test("readSafetensors() refuses a header that is cut off or too long before it is read", () => {
  const file = safetensorsFile("{}".padEnd(100));
  const cut = () => readSafetensors(bytesInMemory(file.subarray(0, 50)));
  assertThrows(cut, CheckpointError, "its header of 100 bytes is cut off, the file has 50 bytes");
  const long = { size: 2 ** 40, read: () => Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0) };
  assertThrows(() => readSafetensors(long), CheckpointError, "its header has 4294967296 bytes");
});
