// The ablations of DS-Net: what they change, what they refuse, and that they run.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { relativeDifference } from "../../../bench/job/agreement.ts";
import { countGraph } from "../../../bench/count/count.ts";
import { groupMacs } from "../../../bench/count/groupings.ts";
import { ABLATIONS, CATALOG, findModel } from "../../../models/catalog.ts";
import { DSNETS } from "../../../models/networks/dsnet.ts";
import { ablatedDsnet, type DsNetAblation } from "../../../models/networks/dsnet_ablations.ts";
import type { Graph } from "../../../models/graph/graph.ts";
import { graphHash } from "../../../models/graph/onnx.ts";
import { fastGraph } from "../../../models/rewrite/fast.ts";
import { assertRunsAsRecorded } from "../../support/recorded_outputs.ts";
import { imagesFor, runGraph } from "../../support/run_graph.ts";

const AT_224 = { size: { height: 224, width: 224 }, classes: 1000 } as const;

/** Parameters, buffers and multiply-adds at 224 x 224 and 1000 classes. */
const ABLATION_COUNTS = {
  "dsnet-t-alpha-0": [8_568_936, 14_108, 1_560_935_424],
  "dsnet-t-alpha-25": [8_698_760, 13_020, 1_565_560_000],
  "dsnet-t-alpha-75": [9_760_200, 10_844, 1_602_300_480],
  "dsnet-t-alpha-100": [10_691_816, 9_747, 1_634_416_384],
  "dsnet-t-without-local": [9_082_792, 9_747, 1_575_396_992],
  "dsnet-t-without-global": [8_555_880, 11_932, 1_556_984_064],
  "dsnet-t-addition": [8_739_496, 11_932, 1_507_094_912],
  "dsnet-t-product": [8_739_496, 11_932, 1_507_094_912],
  "dsnet-t-aligned-grid-3": [10_534_312, 14_117, 1_728_697_728],
  "dsnet-t-aligned-grid-7": [10_534_312, 14_117, 1_853_881_728],
  "dsnet-t-aligned-grid-14": [10_534_312, 14_117, 2_280_496_896],
} as const;

/** DS-Net-T with these choices. */
function variantOf(choices: Partial<DsNetAblation>): DsNetAblation {
  return { ...DSNETS["dsnet-t"], ...choices };
}

function streamsOf(id: string): readonly string[] {
  return [...groupMacs(countGraph(findModel(id).build()), "stream").keys()].sort();
}

Deno.test("countGraph() gives the integers of all ablations", () => {
  const counts = ABLATIONS.map(({ id, build }) => {
    const { params, buffers, macs } = countGraph(build());
    return [id, [params, buffers, macs]];
  });
  assertEquals(Object.fromEntries(counts), ABLATION_COUNTS);
});

Deno.test("ABLATIONS have shell-safe ids apart from the catalog's, and findModel() knows them", () => {
  const taken = CATALOG.map(({ id }) => id);
  for (const { id, method } of ABLATIONS) {
    assert(/^[a-z0-9-]+$/.test(id), id);
    assert(!taken.includes(id), id);
    assertEquals(findModel(id).id, id);
    assertEquals(findModel(method).id, id);
  }
  assertEquals(findModel("dsnet-t*-grid-14").method, "DS-Net-T* grid 14");
});

Deno.test("ablatedDsnet() gives the paper's network at alpha 1/2 and the reference's grid", async () => {
  const spelledOut = variantOf({ globalShare: 1 / 2, gridDivisors: [8, 4, 2, 2] });
  assertEquals(
    await graphHash(ablatedDsnet("dsnet-t", spelledOut, AT_224)),
    await graphHash(findModel("dsnet-t").build()),
  );
});

Deno.test("ablatedDsnet() leaves out the whole stream, parameters and all", () => {
  const around = ["embedding", "mlp", "shared"];
  assertEquals(streamsOf("dsnet-t-alpha-0"), [...around, "local"].sort());
  assertEquals(streamsOf("dsnet-t-alpha-100"), [...around, "global"].sort());
  assertEquals(streamsOf("dsnet-t-without-local"), [...around, "global"].sort());
  assertEquals(streamsOf("dsnet-t-without-global"), [...around, "local"].sort());
  const names = findModel("dsnet-t-without-global").build().parameters.map(({ name }) => name);
  assertEquals(names.filter((name) => name.includes("channel_up")), []);
});

Deno.test("ablatedDsnet() keeps the number of heads, each 64 alpha channels wide", () => {
  const headsAndWidth = (id: string) => {
    const { nodes, values } = findModel(id).build();
    const products = nodes.filter(({ name }) => name === "blocks3.0/MatMul");
    return products.map(({ inputs }) => values.get(inputs[0] ?? "")?.shape);
  };
  assertEquals(headsAndWidth("dsnet-t-alpha-25"), [["N", 5, 49, 16]]);
  assertEquals(headsAndWidth("dsnet-t"), [["N", 5, 49, 32]]);
  assertEquals(headsAndWidth("dsnet-t-alpha-100"), [["N", 5, 49, 64]]);
});

Deno.test("ablatedDsnet() refuses choices that do not fit together", () => {
  const refusal = (choices: Partial<DsNetAblation>) =>
    assertThrows(() => ablatedDsnet("dsnet-x", variantOf(choices), AT_224), RangeError).message;
  const ofShare = 'Cannot add block "blocks1.0" as the share of the global stream must be 0 to 1 ' +
    "and give whole heads: ";
  assertEquals(
    refusal({ globalShare: 0.3 }),
    `${ofShare}got 0.3 of 64 channels in 1 heads, try 1/4, 1/2 or 3/4`,
  );
  assertEquals(
    refusal({ globalShare: 1.5 }),
    `${ofShare}got 1.5 of 64 channels in 1 heads, try 1/4, 1/2 or 3/4`,
  );
  assertEquals(
    refusal({ globalShare: 1 / 4, fusion: "product" }),
    'Cannot add block "blocks1.0" as product needs streams of equal width: ' +
      "got a global share of 0.25, use concatenation",
  );
  assertEquals(
    refusal({ leftOut: "local", aligned: true }),
    'Cannot build "dsnet-x" as co-attention needs both streams, equally wide and concatenated: ' +
      'got {"leftOut":"local"}, build it without alignment',
  );
});

for (const { id, build } of ABLATIONS) {
  Deno.test(`ablation "${id}" build() gives the outputs of a PyTorch network of the same choices`, async () => {
    await assertRunsAsRecorded(findModel(id), 1);
  });

  Deno.test(`ablation "${id}" build() gives finite logits, the same as its fast graph`, async () => {
    const graph = build({ size: { height: 64, width: 96 } });
    const logitsOf = async (variant: Graph) => {
      const [outputs = {}] = await runGraph(variant, [imagesFor(graph, 2)]);
      return outputs["logits"] ?? { shape: [], data: new Float32Array() };
    };
    const { shape, data } = await logitsOf(graph);
    assertEquals(shape, [2, 1000]);
    assert(data.every(Number.isFinite) && data.some((value) => value !== 0));
    const fast = await logitsOf(fastGraph(graph).graph);
    assert(relativeDifference(fast.data, data) <= 1e-5);
  });
}
