import { assertEquals } from "@std/assert";
import { ORT_FUNCTIONS } from "../../../../bench/engines/onnxruntime_c/ort_functions.ts";

Deno.test("ORT_FUNCTIONS has every function at its place in the struct of the runtime's header", async () => {
  const names = (await Deno.readTextFile("tests/fixtures/ort_api.txt")).trimEnd().split("\n");
  const elsewhere = Object.entries(ORT_FUNCTIONS).filter(([name, { place }]) =>
    names[place] !== name
  );
  assertEquals(elsewhere, []);
  assertEquals(names.length, 415);
});
