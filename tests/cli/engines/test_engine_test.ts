// test-engine on a GPU that an engine only plays: which one it sees, and by which arithmetic.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { runTask, runTaskIn, withFolder } from "../../support/run_task.ts";

/** Says in the place of a probe what its process was given, in float32 and in TF32. */
const SCRIPT = 'read line; printf \'{"kind":"probed","versions":{},"deviceName":null,' +
  '"isSoftware":false,"precision":null,"problem":"%s"}\\n\' ' +
  '"GPU $CUDA_VISIBLE_DEVICES, override ${NVIDIA_TF32_OVERRIDE:-none}"; read line';
const DESCRIPTION = {
  protocol: "dsnet-bench-engine/1",
  name: "fake",
  title: "Fake",
  install: "nothing",
  command: ["sh", "-c", SCRIPT],
  takes: "onnx",
  devices: ["cpu", "cuda"],
  precisions: ["fp32", "tf32"],
};

async function described(folder: string): Promise<string> {
  const file = `${folder}/fake.json`;
  await Deno.writeTextFile(file, JSON.stringify(DESCRIPTION));
  return file;
}

Deno.test({
  name: "test-engine gives an engine the GPU that is named, and keeps float32 from TF32 there",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const { code, stdout, stderr } = await runTaskIn(
        { environment: { CUDA_VISIBLE_DEVICES: "3,GPU-b" } },
        "test-engine",
        await described(folder),
        "--device",
        "cuda:1",
        "--format",
        "csv",
      );
      assertEquals(code, 3, stderr);
      assertStringIncludes(stdout, 'probe,cuda,fp32,skipped,"GPU GPU-b, override 0"');
      assertStringIncludes(stdout, 'probe,cuda,tf32,skipped,"GPU GPU-b, override none"');
    }),
});

Deno.test("test-engine refuses devices that the engine does not have, or has only one of", () =>
  withFolder(async (folder) => {
    const file = await described(folder);
    for (
      const [device, problem] of [
        ["tpu", 'Cannot take --device "tpu" as it must be one of cpu, cuda'],
        ["cpu:1", 'Cannot take --device "cpu:1" as only cuda, tensorrt'],
      ] as const
    ) {
      const { code, stderr } = await runTask("test-engine", file, "--device", device);
      assertEquals(code, 2);
      assertStringIncludes(stderr, problem);
    }
  }));
