import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { elementData } from "../../../models/graph/element_data.ts";
import { elementNumbers } from "../../../models/file/proto/element_numbers.ts";
import { DATA_TYPES, type DataType } from "../../../models/graph/data_type.ts";

Deno.test("elementData() writes little-endian bytes, elements below a byte from the lowest bits on", () => {
  assertEquals(elementData("int16", [1, -2]), new Uint8Array([1, 0, 0xfe, 0xff]));
  assertEquals(elementData("float32", [1]), new Uint8Array([0, 0, 0x80, 0x3f]));
  assertEquals(elementData("bfloat16", [-2]), new Uint8Array([0x00, 0xc0]));
  assertEquals(elementData("uint4", [1, 2, 15]), new Uint8Array([0x21, 0x0f]));
  assertEquals(elementData("int2", [-1, 1, 0, -2, 1]), new Uint8Array([0b10000111, 0b01]));
  assertEquals(
    elementData("uint64", [2n ** 64n - 1n]),
    new Uint8Array([255, 255, 255, 255, 255, 255, 255, 255]),
  );
});

Deno.test("elementData() gives back what elementNumbers() read, of every type that it reads", () => {
  const signed = (bits: number) =>
    fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });
  const unsigned = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
  const whole = (Object.keys(DATA_TYPES) as readonly DataType[])
    .filter((dtype) => /^u?int(2|4|8|16|32)$/.test(dtype));
  assertEquals(whole.length, 10);
  for (const dtype of whole) {
    const { bits } = DATA_TYPES[dtype];
    const element = dtype.startsWith("u") ? unsigned(Number(bits)) : signed(Number(bits));
    fc.assert(fc.property(fc.array(element, { maxLength: 9 }), (numbers) => {
      assertEquals(elementNumbers(dtype, numbers.length, elementData(dtype, numbers)), numbers);
    }));
  }
});

Deno.test("elementData() refuses types of which no number is an element", () => {
  assertThrows(() => elementData("float8e5m2", [1]), TypeError, "elements of float8e5m2");
});
