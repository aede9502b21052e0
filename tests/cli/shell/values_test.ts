import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../cli/shell/usage_error.ts";
import { durationMs, listOf, oneOf, percentOf, wholeNumber } from "../../../cli/shell/values.ts";

const LIMITS = { least: 0, most: 99 };

Deno.test("percentOf() reads percent with and without its sign", () => {
  const texts = ["5%", "5", "1.5%", "0.5 %", "75.1", "0", "99"];
  assertEquals(texts.map((text) => percentOf("margin", text, LIMITS)), [
    5,
    5,
    1.5,
    0.5,
    75.1,
    0,
    99,
  ]);
});

Deno.test("percentOf() refuses what is none or beyond the limits", () => {
  for (const text of ["99.1", "100", "1000", "-5%", "5%%", "5  %", "", "five", "1e1", "75,1"]) {
    assertThrows(
      () => percentOf("margin", text, LIMITS),
      UsageError,
      `Cannot take --margin "${text}" as it must be percent from 0 to 99, such as 5%`,
    );
  }
});

Deno.test("percentOf() refuses a bare fraction below 2, which could be a share or a ratio", () => {
  for (const text of ["0.05", "1.05", "1.999999"]) {
    assertThrows(
      () => percentOf("margin", text, LIMITS),
      UsageError,
      `Cannot take --margin "${text}" as it could be a share, a ratio or percent: write ${text}%`,
    );
  }
  assertEquals(percentOf("margin", "2.05", LIMITS), 2.05);
});

Deno.test("wholeNumber() takes its limits and nothing beyond", () => {
  const read = (text: string) => wholeNumber("n", text, { least: 2, most: 10 });
  assertEquals(["2", "10", "007"].map(read), [2, 10, 7]);
  for (const text of ["1", "11", "2.0", "-2", "1e1", ""]) {
    assertThrows(
      () => read(text),
      UsageError,
      `--n "${text}" as it must be a whole number from 2 to`,
    );
  }
});

Deno.test("durationMs() reads seconds and minutes", () => {
  assertEquals(["90", "90s", "2m", "0.5s"].map((text) => durationMs("time", text)), [
    90_000,
    90_000,
    120_000,
    500,
  ]);
  assertThrows(
    () => durationMs("time", "0"),
    UsageError,
    '--time "0" as it must be a time above 0',
  );
});

Deno.test("listOf() takes a value once, however it is written", () => {
  const read = (text: string) =>
    listOf("batch", text, (item) => wholeNumber("batch", item, { least: 1, most: 10 }));
  assertEquals(read("8, 9"), [8, 9]);
  assertThrows(() => read("8,08"), UsageError, '--batch "8,08" as a value is there twice');
});

Deno.test("oneOf() and listOf() take known words, each once", () => {
  const read = (text: string) => listOf("graph", text, (item) => oneOf("graph", item, ["a", "b"]));
  assertEquals(read("b, a"), ["b", "a"]);
  assertThrows(() => read("a,a"), UsageError, '"a,a" as a value is there twice: name each once');
  assertThrows(() => read("a,c"), UsageError, 'Cannot take --graph "c" as it must be one of a, b');
});
