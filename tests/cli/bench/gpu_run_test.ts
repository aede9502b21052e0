// A run on a GPU that an engine and nvidia-smi only play: what its records and its advice say.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { parseRecords } from "../../../bench/record/record_reader.ts";
import { fakeEngine } from "../../support/fake_engines.ts";
import { node, onnxFile, value } from "../../support/onnx_file.ts";
import { runTaskIn, withFolder } from "../../support/run_task.ts";

const NEGATION = onnxFile({
  nodes: [node("Neg", ["image"], ["negated"])],
  inputs: [value("image", ["N", 3, 4, 4])],
  outputs: [value("negated", ["N", 3, 4, 4])],
});

/**
 * A card held to 60 W of 72, hot, with somebody else's process, and a second one. How often it told
 * its power stands in a file beside it.
 */
const SMI = `#!/bin/sh
case $1 in
  --id=0) while :; do echo "58, 0x40"; echo >>"\${0%/*}/told"; sleep 0.02; done ;;
  --query-gpu=*)
    echo "0, GPU-aa, NVIDIA L4, 570.86.10, 60, 72, 58, 900, 6251, 84, 0x40, 9, 99, [N/A], Enabled"
    echo "1, GPU-bb, NVIDIA T4, 570.86.10, 30, 70, 9, 900, 6251, 30, 0x40, 9, 99, [N/A], Enabled" ;;
  *) echo "GPU-aa, 4711" ;;
esac
`;

async function programsIn(folder: string): Promise<string> {
  return `${await Deno.realPath(folder)}/programs`;
}

/** Puts nvidia-smi, a model and an engine into a folder; what a command is to run under. */
async function gpuMachine(
  folder: string,
  engine: Parameters<typeof fakeEngine>[0],
): Promise<readonly string[]> {
  const programs = await programsIn(folder);
  await Deno.mkdir(programs);
  await Deno.writeTextFile(`${programs}/nvidia-smi`, SMI, { mode: 0o755 });
  await Deno.writeFile(`${folder}/negation.onnx`, NEGATION);
  const { description } = fakeEngine(engine, { deviceName: null }, { devices: ["cuda"] });
  await Deno.writeTextFile(`${folder}/fake.json`, JSON.stringify(description));
  return ["sh", "-c", 'PATH="$0:$PATH" exec "$@"', programs];
}

Deno.test({
  name: "bench records what nvidia-smi says of its GPU before, during and after, and warns of it",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const under = await gpuMachine(folder, `watches ${await programsIn(folder)}/told`);
      const quick = "--batch 4 --ceilings off --rounds 2 --slice 0.01s --threads 1".split(" ");
      const engine = ["--engine", `${folder}/fake.json`, "--device", "cuda:1"];
      const { code, stderr } = await runTaskIn(
        {
          under,
          environment: { CUDA_VISIBLE_DEVICES: "1,GPU-a" },
        },
        "bench",
        `${folder}/negation.onnx`,
        ...quick,
        ...engine,
        "--out",
        folder,
      );
      assertEquals(code, 0, stderr);
      assertEquals(stderr.includes("GPU 1"), false, "the other card is nobody's concern");
      assertStringIncludes(stderr, "GPU 0 (NVIDIA L4) has one other process");
      assertStringIncludes(stderr, "may draw 60 W where 72 W are usual");
      assertStringIncludes(stderr, "was held back during the run (heat (hardware))");

      const { records } = parseRecords(await Deno.readTextFile(`${folder}/records.jsonl`));
      const run = records.find((record) => record.kind === "run");
      assertEquals(run?.environment.deviceKinds, ["NVIDIA L4"]);
      assertEquals(run?.environment.deviceDriver, "570.86.10");
      assertEquals(run?.environment.state.gpus?.[0]?.temperatureCelsius, 84);
      assertEquals(run?.environment.state.gpus?.length, 1);
      assertEquals(run?.environment.gpuVariables, { CUDA_VISIBLE_DEVICES: "1,GPU-a" });
      const timing = records.find((record) => record.kind === "timing");
      assertEquals([timing?.deviceUsed, timing?.deviceName], ["cuda:1", "NVIDIA L4"]);
      const end = records.find((record) => record.kind === "end");
      assertEquals(end?.state.gpus?.[0]?.processCount, 1);
      const [during] = end?.state.gpusWhileTimed ?? [];
      assertEquals([during?.lookCount, during?.meanPowerWatts], [2, 58]);
      const { source, wattsByRound } = timing?.energy ?? {};
      assertEquals(source, "nvidia-smi power.draw.instant of GPU 0 (NVIDIA L4)");
      assertEquals(wattsByRound?.length, 2);
      assertEquals(timing?.heldBack, { "heat (hardware)": 2 });
    }),
});

Deno.test({
  name:
    "bench --batch auto goes on until a card's memory ends, which is a row and no failure of the call",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const under = await gpuMachine(folder, "full at 4");
      const quick = "--batch auto --ceilings off --rounds 1 --slice 0.01s --threads 1".split(" ");
      const engine = ["--engine", `${folder}/fake.json`, "--device", "cuda:0"];
      const { code, stderr } = await runTaskIn(
        { under },
        "bench",
        `${folder}/negation.onnx`,
        ...quick,
        ...engine,
        "--out",
        folder,
      );
      assertEquals(code, 0, stderr);
      const { records } = parseRecords(await Deno.readTextFile(`${folder}/records.jsonl`));
      const rows = records.flatMap((record) =>
        record.kind === "timing" || record.kind === "failure"
          ? [`${record.kind} ${record.batch}`]
          : []
      );
      assertEquals(rows, ["timing 1", "timing 2", "failure 4"]);
      const failure = records.find((record) => record.kind === "failure");
      assertStringIncludes(
        failure?.reason ?? "",
        "out of memory; GPU 0 (NVIDIA L4) has 0.0 of 0.1 GB taken now",
      );
      const table = await Deno.readTextFile(`${folder}/table.md`);
      assertStringIncludes(table, "Images/s by batch, with the gain of each doubling: negation");
      assertStringIncludes(table, "Best batch by measured rate: negation");
    }),
});
