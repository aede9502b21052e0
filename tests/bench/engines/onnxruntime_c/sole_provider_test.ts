import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { loadedAlone, requestBy } from "../../../../bench/engines/onnxruntime_c/sole_provider.ts";
import { builtInEngine } from "../../../../bench/engines/built_in.ts";

Deno.test("requestBy() has a provider compute what the processor is asked for", () => {
  assertEquals(requestBy("openvino", { device: "cpu", threads: 2 }), {
    device: "openvino",
    threads: 2,
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

Deno.test("loadedAlone() says what to do where a node is left to others, and passes the rest on", async () => {
  assertEquals(await loadedAlone("openvino", () => Promise.resolve(7)), 7);
  const refused = (text: string) =>
    assertRejects(() => loadedAlone("openvino", () => Promise.reject(new Error(text))), Error);
  const { message } = await refused(
    "nodes are on the CPU EP, but fallback to CPU EP has been explicitly disabled by the user.",
  );
  assertEquals(
    message,
    "Cannot compute this model by openvino alone as it leaves nodes to the runtime's own " +
      "provider: pass --engine onnxruntime-c --device openvino, whose rows say how much",
  );
  assertEquals((await refused("no such operator")).message, "no such operator");
});
