import { assertEquals, assertThrows } from "@std/assert";
import { benchCommand } from "../../../cli/bench/bench_command.ts";
import { askedEngines } from "../../../cli/engines/engine_options.ts";
import { deviceOption } from "../../../cli/engines/provider_options.ts";
import { parseCommandLine } from "../../../cli/shell/command.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";

/** Device, then each engine with its options, of a command line. */
function choiceOf(...line: readonly string[]): unknown {
  const args = parseCommandLine(benchCommand, line);
  const engines = askedEngines(args).map(({ located, options }) => [
    located.description.name,
    options,
  ]);
  return [deviceOption(args, "auto"), ...engines];
}

Deno.test("engineNames() takes the first engine that has the device", () => {
  assertEquals(choiceOf(), ["auto", ["onnxruntime-node", {}]]);
  assertEquals(choiceOf("--device", "cpu"), ["cpu", ["onnxruntime-node", {}]]);
  assertEquals(choiceOf("--device", "openvino"), ["openvino", ["onnxruntime-c", {}]]);
  assertEquals(choiceOf("--device", "openvino", "--engine", "onnxruntime-node"), [
    "openvino",
    ["onnxruntime-node", {}],
  ]);
  // Which devices there are is said by who reads the option.
  assertEquals(choiceOf("--device", "bogus"), ["bogus", ["onnxruntime-node", {}]]);
});

Deno.test("deviceOption() is that of plugins where a library is named, unless told otherwise", () => {
  const options = { "provider-library": "/lib/p.so" };
  assertEquals(choiceOf("--provider-library", "/lib/p.so"), ["plugin", ["onnxruntime-c", options]]);
  assertEquals(choiceOf("--device", "openvino", "--provider-library", "/lib/p.so"), [
    "openvino",
    ["onnxruntime-c", options],
  ]);
});

Deno.test("providerOptionsOf() gives them to the engines that have them, the library's path whole", () => {
  const [, , theirs] = choiceOf(
    "--engine",
    "onnxruntime-node,onnxruntime-c",
    "--provider-library",
    "p.so",
    "--provider-name",
    "P",
  ) as readonly [string, unknown, readonly [string, Record<string, string>]];
  assertEquals(theirs, ["onnxruntime-c", {
    "provider-library": `${Deno.cwd()}/p.so`,
    "provider-name": "P",
  }]);
  assertThrows(
    () => choiceOf("--engine", "onnxruntime-node", "--provider-library", "p.so"),
    UsageError,
    "Cannot take --provider-library as no engine of the call loads plugins",
  );
});
