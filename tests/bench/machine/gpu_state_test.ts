import { assertEquals } from "@std/assert";
import { askGpus, gpusOf, readGpus } from "../../../bench/machine/gpu_state.ts";
import { machineStateSchema } from "../../../bench/record/environment_schema.ts";
import { withFolder } from "../../support/run_task.ts";

/** Does something with a program that plays nvidia-smi. */
function withSmi(script: string, use: (command: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    const command = `${await Deno.realPath(folder)}/nvidia-smi`;
    await Deno.writeTextFile(command, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    await use(command);
  });
}

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
        loadAverage: 0,
        frequencyMhz: null,
        throttleCount: null,
        quotaPeriods: null,
        freeMemoryBytes: 1,
        gpus,
      };
      assertEquals(machineStateSchema.parse(state), state);

      assertEquals(await readGpus("no-such-program"), []);
      await Deno.writeTextFile(command, "#!/bin/sh\necho NVIDIA-SMI has failed; exit 9\n");
      assertEquals(await readGpus(command), []);
    }),
});

Deno.test("gpusOf() takes what drivers write where they know nothing", () => {
  const cells = [
    "[N/A]",
    "[Not Supported]",
    "[Unknown Error]",
    "[Insufficient Permissions]",
    "N/A",
  ];
  for (const cell of cells) {
    const [gpu] = gpusOf(`0, GPU-aa, NVIDIA GB10, 580.95.05${`, ${cell}`.repeat(11)}`, "");
    const { index: _, uuid: __, name, driver, processCount, ...rest } = gpu ?? {};
    assertEquals([name, driver, processCount], ["NVIDIA GB10", "580.95.05", 0]);
    assertEquals(new Set(Object.values(rest)), new Set([null]), cell);
  }
});

Deno.test({
  name: "askGpus() goes on without fields that a driver does not know, or by their newer names",
  ignore: Deno.build.os === "windows",
  fn: () => {
    // As a driver that calls reasons otherwise and has no MIG.
    const script = `
refuse() { echo "Field \\"$1\\" is not a valid field to query."; echo; exit 2; }
case $1 in
  *apps*) exit 0 ;;
  *clocks_throttle_reasons.active*) refuse clocks_throttle_reasons.active ;;
  *mig.mode.current*) refuse mig.mode.current ;;
esac
echo "0, GPU-aa, NVIDIA L4, 600.10, 72, 72, 58, 1230, 6251, 83, 0x0000000000000004, 1, 2, Enabled"`;
    return withSmi(script, async (command) => {
      const { gpus: [gpu], problem } = await askGpus(command);
      assertEquals([problem, gpu?.throttleReasons, gpu?.isSplit], [null, ["power limit"], null]);
      assertEquals([gpu?.memoryBytes, gpu?.correctsErrors], [2 * 2 ** 20, true]);
    });
  },
});

Deno.test({
  name: "askGpus() takes no warning for a GPU, nor one that is lost, and says both",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const warning = "WARNING: infoROM is corrupted at gpu 0000:3B:00.0";
    await withSmi(`echo "${BUSY}"; echo "${warning}"; exit 14`, async (command) => {
      const { gpus, problem } = await askGpus(command);
      assertEquals([gpus.map(({ index }) => index), problem], [[0], warning]);
    });
    const lost = `1, GPU-bb, NVIDIA L4${", [GPU is lost]".repeat(12)}`;
    await withSmi(`echo "${BUSY}"; echo "${lost}"`, async (command) => {
      const { gpus, problem } = await askGpus(command);
      assertEquals([gpus.map(({ index }) => index), problem], [[0], "[GPU is lost]"]);
    });
  },
});

Deno.test({
  name: "askGpus() waits no longer than its limit for a program that hangs with its card",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withSmi("exec sleep 60", async (command) => {
      assertEquals(await askGpus(command, 50), { gpus: [], problem: "no answer within 0.05 s" });
    }),
});
