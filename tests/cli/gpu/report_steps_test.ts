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
    const { device, batches, precision, input, askedEngines } = options;
    const engines = askedEngines.map(({ located: { description: { name } }, variant }) =>
      variant === undefined ? name : `${name}:${variant}`
    );
    return [engines.join(), device, batches.join(), precision, input].join(" ");
  });
  assertEquals(asked, [
    "onnxruntime-node cuda 64 fp32 copied",
    "onnxruntime-node webgpu 64 fp32 copied",
    "onnxruntime-c,pytorch:fused,pytorch:channels-last cuda 64 fp32 resident",
    "onnxruntime-c,pytorch:fused cuda 64 tf32 resident",
    "pytorch:fused cuda 64 fp16 resident",
    "onnxruntime-node cuda 64 fp16 copied",
    "pytorch:fused cuda 1,256 fp32 resident",
    "onnxruntime-node cuda 1,256 fp32 copied",
    "onnxruntime-node webgpu 1,256 fp32 copied",
    "pytorch:compile cuda 64 fp32 resident",
    "pytorch:fused cuda 64 fp32 resident",
  ]);
  const networks = (name: string) => steps.find((step) => step.name === name)?.args.slice(0, 3);
  assertEquals(networks("pytorch"), ["dsnet-t-aligned", "deit-s", "resnet50"]);
  assertEquals(networks("pytorch-compile"), ["dsnet-t-aligned", "--engine", "pytorch:compile"]);
  assertEquals(networks("cuda"), ["--device", "cuda", "--slice"]);
  assertEquals(new Set(steps.map(({ name }) => name)).size, steps.length);
});

Deno.test("reportSteps() takes the networks that are named, one batch, and the memory of the GPU", () => {
  const steps = reportSteps({
    batches: [2],
    models: ["resnet18", "deit-t"],
    isRehearsal: true,
    size: "64",
    memoryBytes: 5.5e9,
  });
  assertEquals(
    steps.find(({ name }) => name === "pytorch-fp16")?.args.join(" "),
    "resnet18 deit-t --anchor resnet18 --engine pytorch --input resident --precision fp16 " +
      "--device cpu --slice 0.15s --batch 2 --size 64 --ceilings off --memory 5500",
  );
  assert(steps.every(({ args }) => args.join(" ").includes("--ceilings off")));
  assert(
    steps.every(({ args }) => args.includes("resnet18") && args.join(" ").includes("--batch 2")),
  );
  assert(steps.every(({ name }) => !/-(?:batches|table)$/.test(name)));
});

Deno.test("stepTimes() gives a step what it may take, as far as it is left, and most of it for loading", () => {
  const step = { mostMs: 90_000, timedMs: 10_000 };
  const times = (timeMs: number, leftMs: number) => stepTimes(step, { timeMs, leftMs });
  assertEquals(times(450_000, 400_000), {
    limitMs: 90_000,
    options: ["--time", "10s", "--within", "85s", "--timeout", "90s"],
  });
  const optionsOf = (timeMs: number, leftMs: number) => times(timeMs, leftMs)?.options.join(" ");
  assertEquals(optionsOf(900_000, 800_000), "--time 20s --within 171s --timeout 180s");
  assertEquals(optionsOf(450_000, 12_000), "--time 6s --within 11s --timeout 12s");
  // The rounds of the shortest one end before it does.
  assertEquals(optionsOf(5000, 1000), "--time 1s --within 2s --timeout 1s");
  assertEquals([times(450_000, 9_999), times(450_000, -1)], [undefined, undefined]);
  // A short report has short steps.
  assertEquals(times(22_500, 20_000)?.limitMs, 4500);
});
