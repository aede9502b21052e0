// The binding, by the library that onnxruntime-node brings.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { withFolder } from "../../../support/run_task.ts";
import { runTied } from "../../../support/tied_process.ts";

const PROGRAM = "tests/bench/engines/onnxruntime_c/binding_program.ts";

/** What binding_program.ts found, all of it in one process. */
const found = await withFolder(async (folder) => {
  const { code, stdout, stderr } = await runTied("deno", {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--cached-only",
      "--v8-flags=--expose-gc",
      "--allow-ffi",
      `--allow-read=${folder}`,
      `--allow-write=${folder}`,
      PROGRAM,
      folder,
    ],
  });
  assertEquals(code, 0, stderr);
  return JSON.parse(stdout);
});

/** Of a + b and a + a. */
const SUMS = [[[2, 2], [11, 22, 33, 44]], [[2, 2], [2, 4, 6, 8]]];

Deno.test("openRuntime() opens the pinned version, with its own provider on the processor", () => {
  assertEquals(found.version, "1.30.0");
  assertEquals(found.devices, [["CPUExecutionProvider", "cpu"]]);
});

Deno.test("textArray() gives texts that C can read", () => {
  assertEquals(found.texts, ["", "a", "wörter"]);
});

Deno.test("prepareRun() runs several inputs to several outputs, again and again", () => {
  assertEquals(found.sums, { names: [["a", "b"], ["sum", "twice"]], results: [SUMS, SUMS] });
  assertEquals(found.sizedAnew, true);
  assertEquals(found.empty, [[[0, 2], 0], [[0, 2], 0]]);
});

Deno.test("prepareRun() runs in a thread of its own, its memory held, and leaves this one free", () => {
  assertEquals(found.later, found.sums);
  assertEquals(found.leftFree, [false, true]);
});

Deno.test("prepareRun() binds tensors once, and every run writes the outputs anew", () => {
  assertEquals(found.bound.results, [SUMS, SUMS, SUMS]);
  assertEquals(found.boundLater.results, [SUMS, SUMS, SUMS]);
  assertEquals(found.drawnAnew, 4);
});

Deno.test("prepareRun() hands inputs on into the memory of a device, and reads the first run", () => {
  assertEquals(found.onDevice, [SUMS, SUMS, SUMS]);
});

Deno.test("openOrtSession() says that the CUDA provider's library is not there", () => {
  assertStringIncludes(found.cuda, "CUDA");
  assertStringIncludes(found.cuda, "(UpdateCUDAProviderOptions)");
});

Deno.test("prepareRun() passes elements of every type of whole bytes", () => {
  const types = Object.entries(found.passed);
  assertEquals(types.length, 15);
  for (const [dtype, result] of types) assertEquals(result, [dtype, [3], true]);
});

Deno.test("read() refuses what no run has given, and what is no tensor", () => {
  assertEquals(found.unread, [
    'Error: Cannot read output "y" as no run has given it',
    'Error: Cannot read output "y" as it is no tensor',
  ]);
});

Deno.test("endTrace() gives the runtime's trace", () => {
  assertEquals(found.traced, [true, true]);
});

Deno.test("sessions and runs give back all that they took", () => {
  // A hundred of them, of 1.6 MB of tensors each; one kind that leaks would be 40 MB.
  assert(found.leakedBytes < 20e6, `${found.leakedBytes} bytes`);
});

Deno.test("the binding refuses what the runtime would read beyond its end, or does not know", () => {
  const { refused } = found;
  assertStringIncludes(refused.otherVersion, "known for ONNX Runtime 9.9.9 only: it is 1.30.0");
  assertStringIncludes(refused.noLibrary, 'none.so" as the system refused: ');
  assertStringIncludes(refused.junk, "Protobuf parsing failed. (CreateSession)");
  assertEquals(refused.missing, 'RangeError: Cannot run the model as input "b" is missing');
  assertEquals(refused.short, 'RangeError: Cannot feed "b" as float32 [2, 2] is 16 bytes: got 4');
  assertStringIncludes(refused.noProvider, "(RegisterExecutionProviderLibrary)");
  assertStringIncludes(refused.wrongProvider, "(RegisterExecutionProviderLibrary)");
  assertStringIncludes(refused.wrongEntry, "(AddSessionConfigEntry)");
  assertStringIncludes(refused.noDevice, "(SessionOptionsAppendExecutionProvider_V2)");
});
