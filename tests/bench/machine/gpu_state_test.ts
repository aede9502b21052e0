import { assertEquals } from "@std/assert";
import { gpusOf, readGpus } from "../../../bench/machine/gpu_state.ts";
import { machineStateSchema } from "../../../bench/record/environment_schema.ts";
import { withFolder } from "../../support/run_task.ts";

/** As `nvidia-smi --query-gpu=… --format=csv,noheader,nounits` writes it. */
const BUSY = "0, GPU-aa, NVIDIA L4, 570.86.10, 60.00, 72.00, 58.91, 1230, 6251, 83, " +
  "0x0000000000000044, 1024, 23034, [N/A], Enabled";
const SPLIT = "1, GPU-bb, NVIDIA H100, 570.86.10, 700.00, 700.00, [N/A], 345, 2619, 31, " +
  "0x0000000000000001, 1, 81559, Enabled, Disabled";
const PROCESSES = "GPU-aa, 4711\nGPU-aa, 4712\n";

Deno.test("gpusOf() reads clocks, heat, power, reasons, memory and processes of each GPU", () => {
  const [busy, split] = gpusOf(`${BUSY}\n${SPLIT}\n`, PROCESSES);
  assertEquals(busy, {
    index: 0,
    uuid: "GPU-aa",
    name: "NVIDIA L4",
    driver: "570.86.10",
    powerLimitWatts: 60,
    usualPowerLimitWatts: 72,
    powerWatts: 58.91,
    smClockMhz: 1230,
    memoryClockMhz: 6251,
    temperatureCelsius: 83,
    throttleReasons: ["power limit", "heat (hardware)"],
    usedMemoryBytes: 2 ** 30,
    memoryBytes: 23034 * 2 ** 20,
    processCount: 2,
    isSplit: null,
    correctsErrors: true,
  });
  assertEquals(
    [split?.powerWatts, split?.throttleReasons, split?.processCount, split?.isSplit],
    [null, [], 0, true],
  );
});

Deno.test("gpusOf() knows nothing of processes and reasons that are not told", () => {
  const [gpu] = gpusOf("0, GPU-aa, Tesla K80, 470.0", undefined);
  assertEquals(
    [gpu?.name, gpu?.processCount, gpu?.throttleReasons, gpu?.usedMemoryBytes],
    ["Tesla K80", null, null, null],
  );
});

Deno.test({
  name: "readGpus() asks the driver's program, and knows nothing without it",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const command = `${await Deno.realPath(folder)}/nvidia-smi`;
      const script =
        `case $1 in --query-gpu=index,*) echo "${BUSY}" ;; *) echo "GPU-aa, 1" ;; esac`;
      await Deno.writeTextFile(command, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      const gpus = await readGpus(command);
      assertEquals(gpus.map(({ name, processCount }) => [name, processCount]), [["NVIDIA L4", 1]]);
      const state = {
        ...{ loadAverage: 0, frequencyMhz: null, throttleCount: null, quotaPeriods: null },
        ...{ freeMemoryBytes: 1, gpus },
      };
      assertEquals(machineStateSchema.parse(state), state);

      assertEquals(await readGpus("no-such-program"), []);
      await Deno.writeTextFile(command, "#!/bin/sh\necho NVIDIA-SMI has failed; exit 9\n");
      assertEquals(await readGpus(command), []);
    }),
});
