// Meters on a driver's program and a reader of counters that are only played.

import { assert, assertEquals } from "@std/assert";
import { openCounters } from "../../../bench/energy/energy_counters.ts";
import { openEnergyMeter } from "../../../bench/energy/open_energy_meter.ts";
import { openPowerSamples, powerBetween } from "../../../bench/energy/power_samples.ts";
import type { SlicePower } from "../../../bench/record/row_types.ts";
import { RUN } from "../../reports/fixtures/fixed_records.ts";
import { withFolder } from "../../support/run_task.ts";

const GPU = { index: 0, name: "NVIDIA L4" };
const isPosix = Deno.build.os !== "windows";

/** Does something with a shell script in place of a program. */
function withScript(script: string, use: (path: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    const path = `${await Deno.realPath(folder)}/program`;
    await Deno.writeTextFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    await use(path);
  });
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Samples by a clock that moves only while something is metered. */
async function playedSamples(command: string) {
  let nowMs = 0;
  const meter = await openPowerSamples(GPU, { command, now: () => nowMs });
  /** The power of work after which the clock shows so much; a sample came then, however late. */
  async function powerAt(ms: number): Promise<SlicePower> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      nowMs = 0;
      const { power } = await meter.metered(() => {
        nowMs = ms;
        return pause(30);
      });
      if (power.watts.length + (power.throttleReasons ?? []).length > 0) return power;
    }
    throw new Error("no sample came");
  }
  return { meter, powerAt, [Symbol.asyncDispose]: () => meter[Symbol.asyncDispose]() };
}

/** Of a program that is asked for a sample every 20 ms. */
const MOST_TRIES = 1000;

Deno.test("powerBetween() takes samples that speak of the span alone", () => {
  const samples = [50, 150, 250, 350].map((atMs) => ({
    atMs,
    watts: atMs,
    throttleReasons: [`at ${atMs}`],
  }));
  const throttleReasons = ["at 150", "at 250"];
  const span = { startMs: 100, endMs: 300, spanMs: 100 };
  assertEquals(powerBetween(samples, span), {
    meanWatts: 250,
    watts: [250],
    throttleReasons,
  });
  assertEquals(powerBetween(samples, { ...span, spanMs: 0 }).watts, [150, 250]);
  assertEquals(powerBetween(samples, { ...span, spanMs: 1000 }), {
    meanWatts: null,
    watts: [],
    throttleReasons,
  });
});

Deno.test({
  name: "openPowerSamples() samples the instant where the driver tells it",
  ignore: !isPosix,
  fn: () =>
    withScript(
      'echo "$@" > "$0.asked"; while :; do echo "71.5, 0x5"; sleep 0.02; done',
      async (command) => {
        await using played = await playedSamples(command);
        assertEquals(played.meter.source, {
          source: "nvidia-smi power.draw.instant of GPU 0 (NVIDIA L4)",
          sampledEveryMs: 100,
          problem: null,
        });
        const power = await played.powerAt(100);
        assertEquals([power.meanWatts, power.throttleReasons], [71.5, ["power limit"]]);
        assert(power.watts.length > 0);
        // A slice shorter than the time that a sample speaks of has none.
        assertEquals((await played.powerAt(99)).meanWatts, null);
        const asked = (await Deno.readTextFile(`${command}.asked`)).trim();
        assertEquals(
          asked,
          "--id=0 --query-gpu=power.draw.instant,clocks_throttle_reasons.active --format=csv,noheader,nounits --loop-ms=100",
        );
      },
    ),
});

Deno.test({
  name: "openPowerSamples() asks a driver only for what it knows",
  ignore: !isPosix,
  fn: () => {
    // One that has no instant, and calls reasons otherwise.
    const script = `
refuse() { echo "Field \\"$1\\" is not a valid field to query."; exit 2; }
case $2 in
  *power.draw.instant*) refuse power.draw.instant ;;
  *clocks_throttle_reasons.active*) refuse clocks_throttle_reasons.active ;;
esac
while :; do echo "60, 0x4"; sleep 0.02; done`;
    return withScript(script, async (command) => {
      await using played = await playedSamples(command);
      assertEquals(played.meter.source.source, "nvidia-smi power.draw of GPU 0 (NVIDIA L4)");
      assertEquals((await played.powerAt(150)).throttleReasons, ["power limit"]);
    });
  },
});

Deno.test({
  name: "openPowerSamples() takes the mean of a second where the driver tells no instant",
  ignore: !isPosix,
  fn: () => {
    const script =
      'case $2 in *instant,*) echo "[N/A], [N/A]";; *) while :; do echo "60, 0x4"; sleep 0.02; done; esac';
    return withScript(script, async (command) => {
      await using played = await playedSamples(command);
      assertEquals(played.meter.source.source, "nvidia-smi power.draw of GPU 0 (NVIDIA L4)");
      assertEquals((await played.powerAt(999)).meanWatts, null);
      assertEquals((await played.powerAt(1000)).meanWatts, 60);
    });
  },
});

Deno.test({
  name: "openPowerSamples() tells what keeps the clock down where the driver tells no power",
  ignore: !isPosix,
  fn: () =>
    withScript('while :; do echo "[N/A], 0x40"; sleep 0.02; done', async (command) => {
      await using played = await playedSamples(command);
      assertEquals(
        played.meter.source.problem,
        "the driver tells no power of GPU 0 (NVIDIA L4)",
      );
      const power = await played.powerAt(150);
      assertEquals([power.meanWatts, power.throttleReasons], [null, ["heat (hardware)"]]);
    }),
});

Deno.test({
  name: "openPowerSamples() says that the driver tells no power, or has gone",
  ignore: !isPosix,
  fn: () =>
    withScript('echo "[N/A]"', async (command) => {
      await using meter = await openPowerSamples(GPU, { command });
      assertEquals(meter.source.problem, "the driver tells no power of GPU 0 (NVIDIA L4)");
      await using away = await openPowerSamples(GPU, { command: `${command}.not-there` });
      assertEquals(away.source.source, null);
      assertEquals((await away.metered(() => Promise.resolve(3))).result, 3);
    }),
});

Deno.test({
  name: "openCounters() divides what counters went on by the time",
  ignore: !isPosix,
  fn: () => {
    const counter = (uj: string) =>
      `{"counters":[{"name":"package-0","microjoules":${uj},"rangeMicrojoules":99000000}]}`;
    const script = `n=0; while read line; do n=$((n + 3000000)); echo '${counter("'$n'")}'; done`;
    return withScript(script, async (command) => {
      let nowMs = 0;
      await using meter = await openCounters({ command: [command], now: () => nowMs });
      assertEquals(meter.source.source, "RAPL package-0");
      const { power } = await meter.metered(() => {
        nowMs += 500;
        return Promise.resolve();
      });
      assertEquals(power, { meanWatts: 6, watts: [] });
    });
  },
});

Deno.test({
  name: "openCounters() says why counters may not be read",
  ignore: !isPosix,
  fn: () =>
    withScript(`read line; echo '{"problem":"not for you"}'`, async (command) => {
      await using meter = await openCounters({ command: [command] });
      assertEquals(meter.source.problem, "not for you");
    }),
});

Deno.test("openEnergyMeter() has a reason where nothing tells power", async () => {
  const { environment } = RUN;
  const reasonOf = async (device: string, gpus: readonly string[] = [], isSplit = false) => {
    const state = {
      ...environment.state,
      gpus: gpus.map((name, index) => ({ ...STATE, index, name, isSplit })),
    };
    await using meter = await openEnergyMeter(device, { ...environment, state });
    return meter.source.problem;
  };
  assertEquals(await reasonOf("cpu"), "this system counts no energy of the processor (RAPL)");
  assertEquals(await reasonOf("webgpu"), "no driver tells the power of webgpu");
  assertEquals(
    await reasonOf("cuda", ["NVIDIA L4", "NVIDIA L4"]),
    "nvidia-smi shows 2 GPUs, and which of them computes is not known",
  );
  assertEquals(
    await reasonOf("cuda", ["NVIDIA H100"], true),
    "GPU 0 (NVIDIA H100) is split (MIG), and its power is that of all parts",
  );
});

const STATE = {
  index: 0,
  name: "NVIDIA L4",
  driver: "570",
  powerLimitWatts: 72,
  usualPowerLimitWatts: 72,
  powerWatts: 30,
  smClockMhz: 900,
  memoryClockMhz: 6251,
  temperatureCelsius: 50,
  throttleReasons: [],
  usedMemoryBytes: 0,
  memoryBytes: 1e9,
  processCount: 0,
  isSplit: null,
  correctsErrors: null,
};
