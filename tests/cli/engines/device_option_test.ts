import { assertEquals, assertThrows } from "@std/assert";
import { knownDevice } from "../../../cli/engines/device_option.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";

Deno.test("knownDevice() takes a device of the engines, and one of several by its number", () => {
  const known = ["auto", "cuda", "webgpu", "cpu"];
  assertEquals(knownDevice("cuda", known), "cuda");
  assertEquals(knownDevice("cuda:12", known), "cuda:12");
  for (const text of ["webgpu:1", "cuda:", "cuda:one", "cuda:-1", "cuda:1:2", "auto:0"]) {
    assertThrows(
      () => knownDevice(text, known),
      UsageError,
      `Cannot take --device "${text}" as only cuda, tensorrt, nv-tensorrt-rtx are counted, from 0`,
    );
  }
  assertThrows(
    () => knownDevice("tensorrt:1", known),
    UsageError,
    "as it must be one of auto, cuda",
  );
});
