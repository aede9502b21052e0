// reports/compare/conditions.ts

import { assertEquals } from "@std/assert";
import { machineFingerprint } from "../../../bench/machine/environment.ts";
import { gpusOf } from "../../../bench/machine/gpu_state.ts";
import type { GpuState } from "../../../bench/record/environment_types.ts";
import { environmentSchema } from "../../../bench/record/environment_schema.ts";
import { roundSchema, timingSchema } from "../../../bench/record/record.ts";
import { unlikeConditions } from "../../../reports/compare/conditions.ts";
import { fieldsThat, variationsOf } from "../../support/variations.ts";
import { runOn, timed } from "../fixtures/compare_records.ts";

Deno.test("unlikeConditions() names each condition that differs, with both values", () => {
  const base = { timing: timed(1, "a", [1]), run: runOn(1) };
  const timing = { ...base.timing, precision: "fp16", arithmetic: "fp16", batch: 4 } as const;
  assertEquals(unlikeConditions(base, { ...base, timing }), [
    "batch 8 against 4",
    "precision fp32 against fp16",
  ]);
  assertEquals(unlikeConditions(base, base), []);
});

Deno.test("unlikeConditions() holds seeded weights, checkpoints and their state dicts apart", () => {
  const timing = timed(1, "a", [1]);
  const seeded = { timing, run: runOn(1) };
  const weights = { file: "a.pth", sha256: "0123456789abcdef", names: null, classes: null };
  const withWeights = (key: string, model = "a") => ({
    timing,
    run: runOn(1, {
      settings: {
        ...runOn(1).settings,
        weights: [{ model, ...weights, key, parameters: 2, seeded: [], denormals: 0 }],
      },
    }),
  });
  const real = withWeights("");
  assertEquals(unlikeConditions(seeded, real), ["weights seeded against 0123456789ab"]);
  assertEquals(unlikeConditions(real, real), []);
  assertEquals(unlikeConditions(real, withWeights("ema")), [
    'weights 0123456789ab against 0123456789ab "ema"',
  ]);
  assertEquals(unlikeConditions(seeded, withWeights("", "b")), []);
});

Deno.test("unlikeConditions() takes like cards for one, where a run knows its card, and no unlike limits", () => {
  const GPU = gpusOf("0, GPU-aa, NVIDIA L4, 570.86.10, 72, 72", undefined)[0] as GpuState;
  const on = (deviceUsed: string, ...gpus: readonly Partial<GpuState>[]) => {
    const { environment } = runOn(1);
    const state = { ...environment.state, gpus: gpus.map((gpu) => ({ ...GPU, ...gpu })) };
    return {
      timing: { ...timed(1, "a", [1]), deviceUsed },
      run: runOn(1, { environment: { ...environment, state } }),
    };
  };
  const first = on("cuda:0", {});
  assertEquals(unlikeConditions(first, on("cuda:1", { index: 1, uuid: "GPU-bb" })), []);
  assertEquals(unlikeConditions(first, on("cuda", {})), []);
  assertEquals(unlikeConditions(first, on("cuda:1", { powerLimitWatts: 60 })), [
    "device used cuda of 72 W against cuda of 60 W",
  ]);
  assertEquals(unlikeConditions(first, on("cuda:0 with fallback", {})), [
    "device used cuda of 72 W against cuda with fallback of 72 W",
  ]);
  // Whichever of several it was, or whatever it is.
  assertEquals(unlikeConditions(on("cuda:0", {}, {}), on("cuda:1", {}, {})).length, 1);
  assertEquals(unlikeConditions(on("cuda:0"), on("cuda:1")), ["device used cuda:0 against cuda:1"]);
});

Deno.test("unlikeConditions() follows the versions of an engine, those of the default one are the run's", () => {
  const run = runOn(1);
  const unlike = (engine: string) => {
    const timing = { ...timed(1, "a", [1]), engine, engineVersions: { it: "1" } };
    return unlikeConditions({ timing, run }, { timing: { ...timing, engineVersions: {} }, run });
  };
  assertEquals(unlike("other"), ["versions of the engine it=1 against none"]);
  assertEquals(unlike("onnxruntime-node"), []);
});

/**
 * Fields of the environment that forbid no comparison: versions, which a remark names as what may
 * have changed; which of several like cores or GPUs a run got; what could not be read; the moment.
 */
const INDIFFERENT = [
  "affinity",
  "memoryLimitBytes",
  "deno",
  "v8",
  "onnxruntime",
  "governor",
  "frequencyDriver",
  "container",
  "gpuVariables",
  "gpuProcessors",
  "unread",
  "energyCounters",
  "state",
];

Deno.test("unlikeConditions() follows every field of an environment but those that are indifferent", async () => {
  const before = { ...runOn(1).environment, memoryBytes: 2 ** 34 };
  const timing = timed(1, "a", [1]);
  const on = async (environment: typeof before) => ({
    timing,
    run: runOn(1, { environment, machine: await machineFingerprint(environment) }),
  });
  const base = await on(before);
  const unlike = await fieldsThat(
    variationsOf(environmentSchema, before),
    async (changed) => unlikeConditions(base, await on(changed)).length > 0,
  );
  const all = Object.keys(environmentSchema.shape);
  assertEquals(unlike.toSorted(), all.filter((name) => !INDIFFERENT.includes(name)).toSorted());
  assertEquals(INDIFFERENT.filter((name) => !all.includes(name)), []);
});

Deno.test("unlikeConditions() follows these fields of a timing and no other", async () => {
  const base = { timing: timed(1, "a", [1]), run: runOn(1) };
  const unlike = await fieldsThat(
    variationsOf(timingSchema.in, base.timing),
    (timing) => unlikeConditions(base, { ...base, timing }).length > 0,
  );
  assertEquals(unlike, [
    "size",
    "batch",
    "precision",
    "threads",
    "graph",
    "engine",
    "variant",
    "instances",
    "deviceUsed",
    "deviceName",
    "engineOptions",
    "runsInFlight",
    "arithmetic",
    "copiesIncluded",
  ]);
  // A round has the conditions and little else. The device that was asked for does not count, the
  // one that was used does.
  const origin = ["schema", "runId", "kind", "model"];
  const others = [...origin, "roundsId", "round", "samplesMs", "power", "deviceRequested"];
  const conditions = Object.keys(roundSchema.shape).filter((key) => !others.includes(key));
  assertEquals(conditions.filter((key) => !unlike.includes(key)), []);
});
