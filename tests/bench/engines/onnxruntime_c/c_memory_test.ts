import { assertEquals, assertThrows } from "@std/assert";
import { cPath, cText } from "../../../../bench/engines/onnxruntime_c/c_memory.ts";

Deno.test("cText() and cPath() end in a zero, a path on Windows in UTF-16", () => {
  assertEquals([...cText("é")], [0xC3, 0xA9, 0]);
  assertEquals([...cPath("é", "linux")], [0xC3, 0xA9, 0]);
  assertEquals([...cPath("é", "windows")], [0xE9, 0, 0, 0]);
  assertEquals([...cText("")], [0]);
});

Deno.test("cText() refuses a text that C would cut", () => {
  assertThrows(() => cText("a\0b"), RangeError, "has a zero in it");
  assertThrows(() => cPath("a\0b", "windows"), RangeError, "has a zero in it");
});
