import { assertEquals, assertThrows } from "@std/assert";
import { requestBy } from "../../../../bench/engines/onnxruntime_c/sole_provider.ts";
import { builtInEngine } from "../../../../bench/engines/built_in.ts";

Deno.test("requestBy() has a provider compute what the processor is asked for", () => {
  assertEquals(requestBy("openvino", { device: "cpu", threads: 2 }), {
    ...{ device: "openvino", threads: 2 },
  });
  assertThrows(
    () => requestBy("openvino", { device: "cuda" }),
    RangeError,
    'Cannot compute on "cuda" as this engine is openvino on the processor: take --device cpu',
  );
});

Deno.test("onnxruntime-openvino is onnxruntime-c, told its provider", () => {
  const { description: { command } } = builtInEngine("onnxruntime-c");
  assertEquals(builtInEngine("onnxruntime-openvino").description.command, [...command, "openvino"]);
});
