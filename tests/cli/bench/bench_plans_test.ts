// cli/bench/bench_plans.ts: what the options of a call come to on a machine.

import { assertEquals, assertThrows } from "@std/assert";
import type { RunRecord } from "../../../bench/record/record.ts";
import { benchCommand } from "../../../cli/bench/bench_command.ts";
import { benchOptionsOf } from "../../../cli/bench/bench_options.ts";
import {
  plainBesideFast,
  plansOf,
  provisionalPlans,
  shardedPlans,
} from "../../../cli/bench/bench_plans.ts";
import { isUsuallyTraced } from "../../../cli/bench/measure_plans.ts";
import { parseCommandLine } from "../../../cli/shell/command.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";
import { fakeJob } from "../../bench/fakes/fake_workers.ts";
import { node, onnxFile, value } from "../../support/onnx_file.ts";
import { withFolder } from "../../support/run_task.ts";
import { RUN } from "../../reports/fixtures/fixed_records.ts";

function optionsOf(...args: readonly string[]) {
  return benchOptionsOf(parseCommandLine(benchCommand, ["deit-s", ...args]));
}

/** A machine of 8 processors with 10 GB free, unless told otherwise. */
function machine(freeMemoryBytes = 10e9): RunRecord["environment"] {
  const { environment } = RUN;
  return {
    ...environment,
    coreCount: 8,
    cgroupCores: null,
    state: { ...environment.state, freeMemoryBytes },
  };
}

Deno.test("plansOf() has a run for each combination, the time shared out evenly", () => {
  const options = optionsOf("--batch", "1,8", "--threads", "1,2", "--size", "160,224");
  const plans = plansOf(options, "cpu", machine());
  assertEquals(
    plans.map(({ size, batch, threads }) => `${size.width} ${batch} ${threads}`),
    [
      "160 1 1",
      "160 1 2",
      "160 8 1",
      "160 8 2",
      "224 1 1",
      "224 1 2",
      "224 8 1",
      "224 8 2",
    ],
  );
  assertEquals(new Set(plans.map(({ timeMs }) => timeMs)), new Set([200_000 / 8]));
  assertEquals(new Set(plans.map(({ runId }) => runId)).size, 8);
  // A sweep is taken to have eight runs, of which the first is planned.
  const sweep = plansOf(optionsOf("--batch", "auto"), "cpu", machine());
  assertEquals(sweep.map(({ batch, timeMs }) => [batch, timeMs]), [[1, 200_000 / 8]]);
});

Deno.test("plansOf() lets models need 75 % of the memory that is free, in whole GB, or --memory", () => {
  const limit = (freeBytes: number, ...args: readonly string[]) =>
    plansOf(optionsOf(...args), "cpu", machine(freeBytes))[0]?.memoryLimitBytes;
  assertEquals([limit(8e9), limit(100e9)], [6e9, 75e9]);
  assertEquals([limit(9e9), limit(8.4e9)], [7e9, 6e9]);
  assertEquals(limit(10e9, "--memory", "9000"), 9e9);
});

Deno.test("plansOf() takes threads, device and graph of the machine where none is named", () => {
  const of = (...args: readonly string[]): readonly unknown[] => {
    const [plan] = plansOf(optionsOf(...args), "cpu", { ...machine(), cgroupCores: 2.5 });
    return [plan?.threads, plan?.device, plan?.deviceRequested, plan?.graphs];
  };
  assertEquals(of(), [3, "cpu", "auto", ["fast"]]);
  assertEquals(of("--threads", "5", "--device", "cpu", "--graph", "plain,fast"), [
    5,
    "cpu",
    "cpu",
    ["plain", "fast"],
  ]);
  const [onCuda] = plansOf(optionsOf(), "cuda", machine());
  assertEquals([onCuda?.device, onCuda?.graphs], ["cuda", ["plain"]]);
});

Deno.test("plainBesideFast() names engines with the plain graph where ONNX Runtime has the fast one", () => {
  const { askedEngines } = optionsOf("--engine", "onnxruntime-node,pytorch,pytorch:eager");
  assertEquals(plainBesideFast(askedEngines, "cpu"), ["pytorch"]);
  // All run the plain graph there, which is said of the device.
  assertEquals(plainBesideFast(askedEngines, "cuda"), []);
});

Deno.test("plansOf() keeps what was asked for", () => {
  const [plan] = plansOf(
    optionsOf(
      "--precision",
      "fp16",
      "--input",
      "expanded",
      "--seed",
      "9",
      "--rounds",
      "7",
      "--slice",
      "0.05s",
      "--precision-target",
      "3%",
      "--ceilings",
      "off",
      "--time",
      "2m",
    ),
    "cpu",
    machine(),
  );
  const { precision, input, seed, rounds, sliceMs, precisionTarget, ceilings, timeMs } = plan ?? {};
  assertEquals(
    { precision, input, seed, rounds, sliceMs, precisionTarget, ceilings, timeMs },
    {
      precision: "fp16",
      input: "expanded",
      seed: 9,
      rounds: 7,
      sliceMs: 50,
      precisionTarget: 0.03,
      ceilings: false,
      timeMs: 120_000,
    },
  );
});

Deno.test("provisionalPlans() predicts the fast graph on all processors until the device is known", () => {
  const [plan] = provisionalPlans(optionsOf());
  assertEquals([plan?.graphs, plan?.threads, plan?.timeMs], [
    ["fast"],
    navigator.hardwareConcurrency,
    200_000,
  ]);
  const [asked] = provisionalPlans(optionsOf("--graph", "plain", "--threads", "3"));
  assertEquals([asked?.graphs, asked?.threads], [["plain"], 3]);
});

/** `y = x * w` of so many columns, in a folder and under a name. */
async function productFile(path: string, columns: number): Promise<string> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await Deno.writeFile(
    path,
    onnxFile({
      nodes: [node("MatMul", ["x", "w"], ["y"])],
      inputs: [value("x", ["N", 8]), value("w", [8, columns])],
      outputs: [value("y", ["N", columns])],
    }),
  );
  return path;
}

Deno.test("shardedPlans() splits files alike on every task: by what they are, wherever they lie", () =>
  withFolder(async (folder) => {
    const taskIn = async (place: string, lastColumns = 4) => {
      const columns = { a: 8, b: 16, c: 64, d: lastColumns };
      const paths = await Promise.all(
        Object.entries(columns).map(([name, size]) =>
          productFile(`${folder}/${place}/${name}.onnx`, size)
        ),
      );
      return await Promise.all([1, 2].map(async (index) => {
        const parsed = parseCommandLine(benchCommand, [...paths, "--shard", `${index}/2`]);
        const options = benchOptionsOf(parsed);
        const plans = await shardedPlans(plansOf(options, "cpu", machine()), options);
        return plans.map(({ models, part }) => ({
          plan: part?.plan,
          models: models.map(({ id }) => id),
        }));
      }));
    };
    const here = await taskIn("here");
    const there = await taskIn("there/deeper");
    const other = await taskIn("other", 5);
    assertEquals(here, there);
    // The anchor is in both; the rest is dealt out by cost: c, then b and d.
    assertEquals(here.map(([plan]) => plan?.models), [
      ["a.onnx", "c.onnx"],
      ["a.onnx", "b.onnx", "d.onnx"],
    ]);
    assertEquals(new Set(here.flat().map(({ plan }) => plan)).size, 1);
    assertEquals(other[0]?.[0]?.plan === here[0]?.[0]?.plan, false);
  }));

Deno.test("plansOf() says nothing of engines where the default one runs alone, as it is", () => {
  assertEquals(plansOf(optionsOf(), "cpu", machine())[0]?.engines, undefined);
});

Deno.test("plansOf() gives each engine the graph that is proved there, or those that are asked for", () => {
  const engines = ["--engine", "onnxruntime-node,pytorch", "--threads", "2"];
  const graphsOf = (...args: readonly string[]) =>
    plansOf(optionsOf(...engines, ...args), "cpu", machine())[0]?.engines
      ?.map(({ engine, variant, graphs }) => [engine, variant, graphs]);
  assertEquals(graphsOf(), [
    ["onnxruntime-node", undefined, ["fast"]],
    ["pytorch", "fused", ["plain"]],
  ]);
  assertEquals(graphsOf("--graph", "fast"), [
    ["onnxruntime-node", undefined, ["fast"]],
    ["pytorch", "fused", ["fast"]],
  ]);
});

Deno.test("plansOf() makes instances rows of their own, auto one for each core", () => {
  const instancesOf = (...args: readonly string[]) =>
    plansOf(optionsOf(...args), "cpu", { ...machine(), coreCount: 4, cgroupCores: null })
      .map(({ engines }) => engines?.map(({ instances }) => instances));
  assertEquals(instancesOf("--instances", "1,auto"), [[1, 4]]);
  assertEquals(instancesOf("--instances", "auto", "--threads", "2"), [[2]]);
  assertThrows(
    () => instancesOf("--instances", "3", "--threads", "2"),
    UsageError,
    "Cannot take --instances 3 with 2 thread(s) as each needs one",
  );
});

Deno.test("plansOf() has rounds enough for intervals where engines are held against each other", () => {
  const leastOf = (...args: readonly string[]) =>
    plansOf(optionsOf(...args), "cpu", machine())[0]?.leastRounds;
  assertEquals(leastOf("--engine", "onnxruntime-node,pytorch"), 6);
  assertEquals(leastOf("--engine", "onnxruntime-node,pytorch", "--time", "3m"), undefined);
  assertEquals(leastOf(), undefined);
});

Deno.test("isUsuallyTraced() is one engine alone, and every engine on a device", () => {
  const isTraced = (device: string, ...args: readonly string[]) =>
    isUsuallyTraced(
      { ...fakeJob("resnet18"), device },
      plansOf(optionsOf(...args), "cpu", machine()),
    );
  assertEquals([isTraced("cpu"), isTraced("cpu", "--instances", "1,2")], [true, true]);
  const engines = ["--engine", "onnxruntime-node,pytorch"];
  assertEquals([isTraced("cpu", ...engines), isTraced("cuda", ...engines)], [false, true]);
});
