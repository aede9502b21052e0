// The engine by its protocol: it agrees with onnxruntime-node bit for bit, and with a plugin's provider
// where that is set up.

import { assert, assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { talkToEngine } from "../../../../bench/engine/engine_talk.ts";
import type { LoadedAnswer, SliceAnswer } from "../../../../bench/engine/answers.ts";
import type { StartRequest } from "../../../../bench/engine/requests.ts";
import { builtInEngine } from "../../../../bench/engines/built_in.ts";
import { relativeDifference } from "../../../../bench/job/agreement.ts";
import { findModel } from "../../../../models/catalog.ts";
import { elementCount, type Graph } from "../../../../models/graph/graph.ts";
import { encodeSelfContained } from "../../../../models/graph/onnx.ts";
import { seededValues } from "../../../../models/graph/parameter_values.ts";
import { seededImages } from "../../../../models/graph/weights.ts";
import { fastGraph } from "../../../../models/rewrite/fast.ts";
import { fixBatch } from "../../../../models/rewrite/variants/fix_batch.ts";
import { node, onnxFile, value } from "../../../support/onnx_file.ts";
import { OPENVINO } from "../../../support/openvino.ts";
import { withFolder } from "../../../support/run_task.ts";
import { ROOT } from "../../../support/source_files.ts";

const LIMIT_MS = 120_000;
const BATCH = 2;

function talk(engine: string, folder: string) {
  return talkToEngine(builtInEngine(engine), {
    deno: Deno.execPath(),
    python: "python3",
    suite: ROOT,
    folder,
    readable: [folder],
    timeLimitMs: LIMIT_MS,
  });
}

interface Ran {
  readonly loaded: LoadedAnswer;
  readonly slice: SliceAnswer;
  readonly output: Float32Array;
}

/** A model file with images for its one input. */
interface Case {
  readonly model: Uint8Array;
  readonly shape: readonly number[];
}

/** Loads a model in an engine, runs it, and takes its output. */
function run(
  { model, shape }: Case,
  engine: string,
  changes: Partial<StartRequest> = {},
): Promise<Ran> {
  return withFolder(async (relative) => {
    const folder = fileURLToPath(new URL(relative, `file://${ROOT}`));
    await Deno.writeFile(`${folder}/model.onnx`, model);
    const images = seededImages(1, elementCount(shape));
    await Deno.writeFile(`${folder}/image.bin`, new Uint8Array(images.buffer));
    const { start, slice, close } = talk(engine, folder);
    try {
      const loaded = await start({
        protocol: 1,
        folder,
        batch: BATCH,
        threads: 1,
        device: "cpu",
        precision: "fp32",
        model: { path: `${folder}/model.onnx`, format: "onnx", dimensions: {} },
        inputs: [{ name: "image", type: "float32", shape, path: `${folder}/image.bin` }],
        outputs: ["logits"],
        residency: "copied",
        options: {},
        trace: true,
        ...changes,
      });
      const bytes = await Deno.readFile(loaded.outputs[0]?.path ?? "");
      return { loaded, slice: await slice(0), output: new Float32Array(bytes.buffer) };
    } finally {
      await close();
    }
  });
}

function caseOf(graph: Graph): Case {
  const fixed = fixBatch(graph, BATCH);
  return {
    model: encodeSelfContained(fixed, seededValues(1)),
    shape: fixed.inputs[0]?.shape.map(Number) ?? [],
  };
}

/** Alignment, attention, depthwise convolutions: what the networks of the paper are made of. */
const NETWORK = caseOf(
  fastGraph(findModel("dsnet-t-aligned").build({ size: { height: 64, width: 64 } })).graph,
);
const REFERENCE = await run(NETWORK, "onnxruntime-node");

Deno.test("onnxruntime-c computes on the processor what onnxruntime-node does, bit for bit", async () => {
  const { loaded, slice, output } = await run(NETWORK, "onnxruntime-c");
  assertEquals(output, REFERENCE.output);
  assertEquals(loaded.outputs[0]?.shape, [BATCH, 1000]);
  assertEquals([loaded.precision, loaded.threads, loaded.deviceName], ["fp32", 1, null]);
  assertEquals(loaded.versions, { onnxruntime: "1.30.0" });
  // The same kernels, by the same names.
  assertEquals(loaded.trace?.opByNode, REFERENCE.loaded.trace?.opByNode);
  assertEquals([loaded.trace?.fallbackNodes, loaded.trace?.fallbackShare], [[], 0]);
  assertEquals(slice.samplesMs.length, 1);
});

for (const options of [{ calls: "nonblocking" }, { tensors: "bound" }]) {
  Deno.test(`onnxruntime-c computes the same with ${JSON.stringify(options)}`, async () => {
    const { output, slice } = await run(NETWORK, "onnxruntime-c", { options });
    assertEquals(output, REFERENCE.output);
    assertEquals(slice.samplesMs.length, 1);
  });
}

Deno.test("onnxruntime-c captures nothing where a CUDA graph cannot be", async () => {
  await assertRejects(
    () => run(NETWORK, "onnxruntime-c", { options: { "cuda-graph": "1" } }),
    Error,
    "Cannot capture a CUDA graph on cpu with inputs that are copied: take --device cuda and",
  );
});

Deno.test("onnxruntime-c refuses an output that the model lacks", async () => {
  await assertRejects(
    () => run(NETWORK, "onnxruntime-c", { outputs: ["logits", "other"] }),
    Error,
    "other",
  );
});

Deno.test("onnxruntime-c says which provider it could not load, and ends", async () => {
  await assertRejects(
    () =>
      run(NETWORK, "onnxruntime-c", {
        device: "plugin",
        options: { "provider-library": "no-such-provider.so" },
      }),
    Error,
    "Cannot load the provider of plugin, name the library of an ONNX Runtime provider",
  );
});

Deno.test({
  ...OPENVINO.needs,
  name: `onnxruntime-c computes in float32 on OpenVINO, all of it there${OPENVINO.skipped}`,
  fn: async () => {
    const { loaded, output } = await run(NETWORK, "onnxruntime-c", { device: "openvino" });
    assertEquals(loaded.precision, "fp32");
    const difference = relativeDifference(output, REFERENCE.output);
    assert(difference < 1e-4, `${difference}`);
    assertEquals([loaded.trace?.fallbackNodes, loaded.trace?.fallbackShare], [[], 0]);
    assert(/^1\.8\.1/.test(loaded.versions["OpenVINOExecutionProvider"] ?? ""));
    assert(loaded.deviceName !== null);
  },
});

Deno.test({
  ...OPENVINO.needs,
  name: `onnxruntime-openvino is OpenVINO on the device cpu${OPENVINO.skipped}`,
  fn: async () => {
    const { loaded, output } = await run(NETWORK, "onnxruntime-openvino");
    assertEquals(Object.keys(loaded.versions), ["onnxruntime", "OpenVINOExecutionProvider"]);
    const { trace, precision, deviceName } = loaded;
    assertEquals([trace?.fallbackNodes, precision, deviceName], [[], "fp32", null]);
    const difference = relativeDifference(output, REFERENCE.output);
    assert(difference < 1e-4, `${difference}`);
  },
});

Deno.test({
  ...OPENVINO.needs,
  name: `onnxruntime-c computes in bfloat16 on OpenVINO if told so, or refuses${OPENVINO.skipped}`,
  fn: async () => {
    let ran: Ran;
    try {
      ran = await run(NETWORK, "onnxruntime-c", { device: "openvino", precision: "bf16" });
    } catch (error) {
      // A processor without such units computes in float32.
      assert(error instanceof Error && error.message.includes("products come out in fp32"));
      return;
    }
    assertEquals(ran.loaded.precision, "bf16");
    const difference = relativeDifference(ran.output, REFERENCE.output);
    assert(difference > 1e-4 && difference < 0.1, `${difference}`);
  },
});

Deno.test({
  ...OPENVINO.needs,
  name: `onnxruntime-c says what OpenVINO left to the processor's provider${OPENVINO.skipped}`,
  fn: async () => {
    const shape = [2, 2];
    const model = onnxFile({
      versions: { "": 21, "com.microsoft": 1 },
      inputs: [value("image", shape)],
      outputs: [value("logits", shape)],
      nodes: [
        node("Relu", ["image"], ["y"]),
        node("Inverse", ["y"], ["logits"], {}, { domain: "com.microsoft", name: "left" }),
      ],
    });
    const { loaded } = await run({ model, shape }, "onnxruntime-c", { device: "openvino" });
    assertEquals(loaded.trace?.fallbackNodes, ["left"]);
    assert((loaded.trace?.fallbackShare ?? 0) > 0);
    // Beside other engines on the processor nothing is traced: it would be OpenVINO by name alone.
    await assertRejects(
      () => run({ model, shape }, "onnxruntime-openvino", { trace: false }),
      Error,
      "Cannot compute this model by openvino alone as it leaves nodes to the runtime's own provider",
    );
  },
});
