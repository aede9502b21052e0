// A network that was really trained, on pictures that it never saw, against PyTorch: the same answers to
// every picture (tests/fixtures/make_evaluated.py).

import { assert, assertEquals } from "@std/assert";
import * as ort from "onnxruntime-node";
import { topClasses } from "../../../evaluate/accuracy/top_classes.ts";
import { preparePicture } from "../../../evaluate/pipeline/prepare_picture.ts";
import { alteredPreset } from "../../../evaluate/presets/altered_preset.ts";
import { PRESETS } from "../../../evaluate/presets/presets.ts";
import { SHAPES, SHAPES_FOLDER } from "../../support/shapes.ts";

const PRESET = alteredPreset(PRESETS.deit, { resize: 36, crop: 32 });
/** Of the same pixels, and of JPEGs that another libjpeg-turbo decodes: 1 of 255 is 0.02 after std. */
const TOLERANCE = 1e-4;
const DECODER_TOLERANCE = 0.05;

Deno.test("pictures as we read them get the logits and the top five that PyTorch records", async () => {
  const session = await ort.InferenceSession.create(`${SHAPES_FOLDER}/shapes.onnx`);
  let alike = 0;
  for (const { name, label, top, logits, sha256 } of SHAPES.pictures) {
    const prepared = preparePicture(`${SHAPES_FOLDER}/pictures/${name}`, PRESET);
    assert("values" in prepared, name);
    const image = new ort.Tensor("float32", prepared.values, [1, 3, 32, 32]);
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
