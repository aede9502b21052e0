import { assertEquals, assertStringIncludes } from "@std/assert";
import { descriptionSchema } from "../../../bench/engine/description.ts";

const DESCRIPTION = {
  protocol: "dsnet-bench-engine/1",
  name: "my-engine",
  title: "My engine",
  takes: "onnx",
  command: ["{python}", "my_engine.py"],
  devices: ["cpu"],
  precisions: ["fp32", "bf16"],
  variants: ["eager", "compile"],
  environment: { OMP_WAIT_POLICY: "PASSIVE" },
  options: { streams: { values: ["1", "2"], default: "1", help: "runs at once" } },
  install: "python3 -m pip install my-engine",
};

Deno.test("descriptionSchema reads a description", () => {
  assertEquals<unknown>(descriptionSchema.parse(DESCRIPTION), DESCRIPTION);
});

Deno.test("descriptionSchema refuses what no engine can be", () => {
  const problem = (changes: object) =>
    descriptionSchema.safeParse({ ...DESCRIPTION, ...changes }).error?.message ?? "";
  assertStringIncludes(problem({ protocol: "dsnet-bench-engine/2" }), "protocol");
  assertStringIncludes(problem({ name: "My Engine" }), "must be like a-name-1");
  assertStringIncludes(problem({ command: [] }), "command");
  assertStringIncludes(problem({ device: ["cpu"] }), "device");
  assertStringIncludes(problem({ precisions: ["fp64"] }), "precisions");
  const options = { streams: { values: ["1"], default: "3", help: "runs at once" } };
  assertStringIncludes(problem({ options }), "default must be one of values");
});
