import { assert, assertEquals } from "@std/assert";
import { relativeDifference } from "../../../../bench/job/agreement.ts";
import { findModel } from "../../../../models/catalog.ts";
import { fastGraph } from "../../../../models/rewrite/fast.ts";
import { halfPrecision } from "../../../../models/rewrite/variants/half_precision.ts";
import { relu } from "../../../../models/operators/elementwise.ts";
import { resizeBilinear } from "../../../../models/operators/layout.ts";
import { upSampleByFactor } from "../../../../models/rewrite/blocks/up_sample_by_factor.ts";
import { graphOf } from "../equal_outputs.ts";
import { imagesFor, type OutputTensor, runGraph } from "../../../support/run_graph.ts";

/**
 * Largest difference to float32, relative to the largest logit: half precision keeps 11 bits. The
 * largest seen over all classification networks at size 64 is 2e-3.
 */
const TOLERANCE = 1e-2;

Deno.test("halfPrecision() keeps input and output in float32, everything between in float16", () => {
  const graph = halfPrecision(findModel("resnet18").build());
  assertEquals(graph.inputs.map(({ dtype }) => dtype), ["float32"]);
  assertEquals(graph.outputs.map(({ dtype }) => dtype), ["float32"]);
  const types = graph.nodes.filter(({ op }) => op !== "Cast")
    .flatMap(({ outputs }) => outputs.map((name) => graph.values.get(name)?.dtype));
  assertEquals([...new Set(types)], ["float16"]);
});

Deno.test("halfPrecision() keeps regions and scales of Resize in float32, sizes in whole numbers", () => {
  const plain = graphOf(["N", 2, 3, 3], (g, x) => resizeBilinear(g, relu(g, x), [6, 6]));
  for (
    const [graph, dtypes] of [
      [plain, ["float16", "none", "none", "int64"]],
      [upSampleByFactor(plain), ["float16", "none", "float32"]],
    ] as const
  ) {
    const half = halfPrecision(graph);
    const resize = half.nodes.find(({ op }) => op === "Resize");
    const read = resize?.inputs.map((name) => half.values.get(name)?.dtype ?? "none");
    assertEquals<unknown>(read, dtypes);
  }
});

for (const id of ["resnet18", "deit-t-distilled", "dsnet-t", "dsnet-t-aligned"]) {
  Deno.test(`halfPrecision() of "${id}", plain and fast, agrees with float32`, async () => {
    const plain = findModel(id).build({ size: { height: 64, width: 64 } });
    const images = imagesFor(plain, 2);
    const logits = async (graph: typeof plain) =>
      ((await runGraph(graph, [images]))[0]?.["logits"] as OutputTensor).data;
    const reference = await logits(plain);
    for (const graph of [plain, fastGraph(plain).graph]) {
      const difference = relativeDifference(await logits(halfPrecision(graph)), reference);
      assert(difference <= TOLERANCE, `relative difference ${difference}`);
      assert(difference > 1e-6, "nothing was rounded to half precision");
    }
  });
}
