import { assert, assertEquals } from "@std/assert";
import { benchOptionsOf } from "../../../cli/bench/bench_options.ts";
import { benchCommand } from "../../../cli/bench/bench_command.ts";
import { reportSteps } from "../../../cli/gpu/report_steps.ts";
import { stepTimes } from "../../../cli/gpu/step_times.ts";
import { parseCommandLine } from "../../../cli/shell/command.ts";

const PLAN = {
  batches: [64, 1, 256],
  models: [],
  isRehearsal: false,
  size: undefined,
  memoryBytes: undefined,
} as const;

Deno.test("reportSteps() has every engine, batch and precision, in options that bench takes", () => {
  const steps = reportSteps(PLAN);
  const asked = steps.map(({ args }) => {
    const options = benchOptionsOf(
      parseCommandLine(benchCommand, [...args]),
    );
    const { device, batches, precision, askedEngines: [engine] } = options;
    const name = engine?.located.description.name;
    return [name, engine?.variant ?? "", device, batches.join(), precision].join(" ");
  });
  assertEquals(asked, [
    "pytorch eager cuda 64 fp32",
    "onnxruntime-node  cuda 64 fp32",
    "onnxruntime-node  webgpu 64 fp32",
    "pytorch eager cuda 64 tf32",
    "pytorch eager cuda 64 fp16",
    "pytorch compile cuda 64 fp32",
    "pytorch eager cuda 1,256 fp32",
    "onnxruntime-node  cuda 1,256 fp32",
    "onnxruntime-node  webgpu 1,256 fp32",
    "onnxruntime-node  cuda 64 fp16",
    "pytorch eager cuda 64 fp32",
  ]);
  assertEquals(new Set(steps.map(({ name }) => name)).size, steps.length);
});

Deno.test("reportSteps() takes the networks that are named, one batch, and the memory of the GPU", () => {
  const [first, ...others] = reportSteps({
    ...{ batches: [2], models: ["resnet18", "deit-t"], isRehearsal: true, size: "64" },
    memoryBytes: 5.5e9,
  });
  assertEquals(
    first?.args.join(" "),
    "resnet18 deit-t --anchor resnet18 " +
      "--engine pytorch:eager --device cpu --batch 2 --size 64 --ceilings off --memory 5500",
  );
  assert(others.every(({ args }) => args.join(" ").includes("--ceilings off")));
  assert(
    others.every(({ args }) => args.includes("resnet18") && args.join(" ").includes("--batch 2")),
  );
  assert(others.every(({ name }) => !/-(?:batches|table)$/.test(name)));
});

Deno.test("stepTimes() gives a step what it may take, as far as it is left, and most of it for loading", () => {
  const step = { mostMs: 90_000, timedMs: 10_000 };
  const times = (timeMs: number, leftMs: number) => stepTimes(step, { timeMs, leftMs });
  assertEquals(times(450_000, 400_000), {
    limitMs: 90_000,
    options: ["--time", "10s", "--timeout", "90s"],
  });
  assertEquals(times(900_000, 800_000)?.options, ["--time", "20s", "--timeout", "180s"]);
  assertEquals(times(450_000, 12_000)?.options, ["--time", "6s", "--timeout", "12s"]);
  assertEquals([times(450_000, 9_999), times(450_000, -1)], [undefined, undefined]);
  // A short report has short steps.
  assertEquals(times(22_500, 20_000)?.limitMs, 4500);
});
