// A network that was really trained, on pictures that it never saw, against PyTorch: the same answers to
// every picture (tests/fixtures/make_evaluated.py).

import { assert, assertEquals } from "@std/assert";
import * as ort from "onnxruntime-node";
import { openCheckpoint } from "../../../bench/files/open_checkpoint.ts";
import { topClasses } from "../../../evaluate/accuracy/top_classes.ts";
import { preparePicture } from "../../../evaluate/pipeline/prepare_picture.ts";
import { alteredPreset } from "../../../evaluate/presets/altered_preset.ts";
import { PRESETS } from "../../../evaluate/presets/presets.ts";
import { loadCheckpoint } from "../../../models/checkpoint/loading/load_checkpoint.ts";
import { buildGraph } from "../../../models/graph/builder.ts";
import { seededValues } from "../../../models/graph/parameter_values.ts";
import { batchNorm, conv2d, linear } from "../../../models/layers/layers.ts";
import { maxPool } from "../../../models/operators/convolution.ts";
import { relu } from "../../../models/operators/elementwise.ts";
import { reshape } from "../../../models/operators/layout.ts";
import { loadGraph } from "../../support/run_graph.ts";
import { SHAPES, SHAPES_FOLDER } from "../../support/shapes.ts";

/** `[N, 3, 32, 32]` -> `[N, 10]`, as torch.nn.Sequential of the script numbers its layers. */
const NETWORK = buildGraph("shapes", {
  input: { name: "image", shape: ["N", 3, 32, 32] },
  outputName: "logits",
  body(g, x) {
    let y = x;
    for (const [i, out] of [16, 24, 32].entries()) {
      y = conv2d(g, String(4 * i), y, { out, kernel: 3, pad: 1 });
      y = relu(g, batchNorm(g, String(4 * i + 1), y));
      y = maxPool(g, y, { kernel: 2, stride: 2 });
    }
    return linear(g, "13", reshape(g, y, ["N", 512]), 10);
  },
});

const PRESET = alteredPreset(PRESETS.deit, { resize: 36, crop: 32 });
const VALUES = 3 * PRESET.crop ** 2;
/** Of the same pixels, and of JPEGs that another libjpeg-turbo decodes: 1 of 255 is 0.02 after std. */
const TOLERANCE = 1e-4;
const DECODER_TOLERANCE = 0.05;

Deno.test("pictures as we read them get the logits and the top five that PyTorch records", async () => {
  const session = await ort.InferenceSession.create(`${SHAPES_FOLDER}/shapes.onnx`);
  const values = new Float32Array(VALUES);
  let alike = 0;
  for (const { name, label, top, logits, sha256 } of SHAPES.pictures) {
    const prepared = preparePicture(`${SHAPES_FOLDER}/pictures/${name}`, PRESET, values);
    assert("sha256" in prepared, name);
    const image = new ort.Tensor("float32", values, [1, 3, 32, 32]);
    const found = (await session.run({ image }))["logits"]?.data as Float32Array;
    const isAlike = prepared.sha256 === sha256;
    if (isAlike) alike++;
    const distance = Math.max(...logits.map((logit, i) => Math.abs(logit - (found[i] ?? NaN))));
    assert(distance < (isAlike ? TOLERANCE : DECODER_TOLERANCE), `${name}: ${distance}`);
    assertEquals(topClasses(found, label), top, name);
  }
  await session.release();
  assert(alike >= 50, `${alike} of ${SHAPES.pictures.length} have the same pixels`);
});

Deno.test("the checkpoint that PyTorch wrote gives the same top five in our own graph", async () => {
  using opened = openCheckpoint(`${SHAPES_FOLDER}/shapes.pth`);
  const { values } = loadCheckpoint(NETWORK, opened.checkpoint, { others: seededValues(1) });
  await using loaded = await loadGraph(NETWORK, { values });
  const one = new Float32Array(VALUES);
  const images = new Float32Array(SHAPES.pictures.length * VALUES);
  for (const [i, { name }] of SHAPES.pictures.entries()) {
    const prepared = preparePicture(`${SHAPES_FOLDER}/pictures/${name}`, PRESET, one);
    assert("sha256" in prepared, name);
    images.set(one, i * VALUES);
  }
  const { data = new Float32Array() } = (await loaded.run(images))["logits"] ?? {};
  const found = SHAPES.pictures.map(({ label }, i) =>
    topClasses(data.subarray(10 * i, 10 * (i + 1)), label)
  );
  assertEquals(found, SHAPES.pictures.map(({ top }) => top));
});
