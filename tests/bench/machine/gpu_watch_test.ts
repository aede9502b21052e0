import { assertEquals } from "@std/assert";
import { gpusOf } from "../../../bench/machine/gpu_state.ts";
import { gpusWhileTimed, watchGpus } from "../../../bench/machine/gpu_watch.ts";
import type { GpuState } from "../../../bench/record/environment_types.ts";

const [IDLE] = gpusOf("0, GPU-aa, NVIDIA L4, 570.86.10, 72, 72", "") as [GpuState];
const HOT: GpuState = {
  ...IDLE,
  powerWatts: 70,
  smClockMhz: 900,
  temperatureCelsius: 84,
  throttleReasons: ["power limit"],
};
const WARM: GpuState = {
  ...IDLE,
  powerWatts: 50,
  smClockMhz: 1500,
  temperatureCelsius: 60,
  throttleReasons: [],
};

Deno.test("gpusWhileTimed() has the mean power, the lowest clock, the most heat and every reason", () => {
  assertEquals(gpusWhileTimed([WARM, HOT, { ...IDLE, index: 1 }]), [
    {
      index: 0,
      name: "NVIDIA L4",
      lookCount: 2,
      meanPowerWatts: 60,
      lowestSmClockMhz: 900,
      highestSmClockMhz: 1500,
      highestTemperatureCelsius: 84,
      throttleReasons: ["power limit"],
    },
    {
      index: 1,
      name: "NVIDIA L4",
      lookCount: 1,
      meanPowerWatts: null,
      lowestSmClockMhz: null,
      highestSmClockMhz: null,
      highestTemperatureCelsius: null,
      throttleReasons: [],
    },
  ]);
});

Deno.test("watchGpus() looks once a round, however many rows a round has", async () => {
  const { look, seen } = watchGpus(() => Promise.resolve([WARM]));
  assertEquals(await seen(), []);
  [0, 0, 1, 1, 1, 2].forEach(look);
  assertEquals((await seen())[0]?.lookCount, 3);
});
