// A checkpoint that PyTorch wrote gives PyTorch's logits: tests/fixtures/make_tiny_checkpoint.py.

import { assert, assertEquals } from "@std/assert";
import { largestDifference } from "../../../../bench/job/agreement.ts";
import { openCheckpoint } from "../../../../bench/files/open_checkpoint.ts";
import { loadModel } from "../../../../models/checkpoint/loading/load_model.ts";
import { seededValues } from "../../../../models/graph/parameter_values.ts";
import { seededImages } from "../../../../models/graph/weights.ts";
import { deit } from "../../../../models/networks/deit.ts";
import { fastGraph } from "../../../../models/rewrite/fast.ts";
import { readFixture } from "../../../support/fixtures.ts";
import { loadGraph } from "../../../support/run_graph.ts";

const SIDE = 32;
const VARIANT = { width: 8, heads: 1, distilled: false };

Deno.test("loadModel() gives torchvision's logits, of a file in float16 behind module.", async () => {
  const { logits } = JSON.parse(await readFixture("tiny_vit.json"));
  using opened = openCheckpoint("tests/fixtures/tiny_vit.pth");
  const model = {
    build: ({ size = { height: SIDE, width: SIDE }, classes = 1000 } = {}) =>
      deit("tiny", VARIANT, { size, classes }),
  };
  const { graph, values, report, classes } = loadModel(model, opened.checkpoint, {
    others: seededValues(1),
  });
  assertEquals(opened.checkpoint.chosen, ["state_dict"]);
  assertEquals(
    [report.map, report.prefix, report.formats, classes],
    ["torchvision ViT", "module.", { float16: 152 }, 3],
  );
  const images = seededImages(1, 2 * 3 * SIDE ** 2);
  for (const variant of [graph, fastGraph(graph).graph]) {
    await using loaded = await loadGraph(variant, { values });
    const outputs = await loaded.run(images);
    const found = outputs["logits"]?.data ?? new Float32Array();
    const expected = new Float32Array(logits.flat());
    assert(largestDifference([found], [expected]) < 1e-5);
  }
});
