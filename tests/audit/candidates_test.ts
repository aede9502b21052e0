import { assert, assertEquals } from "@std/assert";
import { PARTS } from "../../audit/candidates/candidate_rules.ts";
import { candidatesOf } from "../../audit/candidates/candidates.ts";
import { countGraph } from "../../bench/count/count.ts";
import { CATALOG, findModel } from "../../models/catalog.ts";

const DETECTORS = ["resnet101-retinanet", "swin-t-mask-rcnn"].map(findModel);

const { counts, meanings } = candidatesOf([...CATALOG, ...DETECTORS]);

/** The count of a candidate, by what departs. */
function count(
  model: string,
  quantity: "params" | "operations",
  { network = "", part = "", rule = "" } = {},
): number | undefined {
  return counts.find((candidate) =>
    candidate.model === model && candidate.quantity === quantity &&
    candidate.network === network && candidate.part === part && candidate.rule === rule
  )?.count;
}

Deno.test("candidatesOf() starts from our own counts of every model", () => {
  for (const entry of CATALOG) {
    const { params, macs } = countGraph(entry.build());
    assertEquals([count(entry.id, "params"), count(entry.id, "operations")], [params, macs]);
  }
});

Deno.test("candidatesOf() counts the aligned twin without its classifier, convolutions only", () => {
  const place = { network: "aligned", part: "no-classifier" };
  assertEquals(count("dsnet-b", "params", place), 48_830_752);
  assertEquals(count("dsnet-b", "operations", { ...place, rule: "conv-only" }), 7_559_854_848);
  assertEquals(count("dsnet-b-aligned", "params", place), 48_830_752);
  const less = { network: "aligned", part: "no-classifier-no-norm" };
  assertEquals(count("dsnet-b", "params", less), 48_829_728);
});

Deno.test("candidatesOf() leaves the twin of a network without one as it is", () => {
  assertEquals(count("resnet50", "params", { network: "aligned" }), 25_557_032);
  assertEquals(count("dsnet-t", "params", { network: "plain" }), 9_095_848);
  assertEquals(count("dsnet-t-aligned", "params", { network: "plain" }), 9_095_848);
  assertEquals(count("deit-t-distilled", "params", { network: "not-distilled" }), 5_717_416);
});

Deno.test("candidatesOf() adds the commented-out attn_down of DS-Net", () => {
  const network = "attn-down";
  assertEquals(count("dsnet-t", "params", { network }), 9_148_200);
  assertEquals(count("dsnet-s", "params", { network }), 19_710_920);
  assertEquals(count("dsnet-b", "params", { network }), 41_998_920);
  assertEquals(count("deit-s", "params", { network }), 22_050_664);
});

Deno.test("candidatesOf() gives the last stage of DS-Net a grid of 7x7", () => {
  const network = "full-grid";
  assertEquals(count("dsnet-b-aligned", "operations", { network }), 8_357_660_352);
  assertEquals(count("dsnet-t-aligned", "operations", { network }), 1_853_881_728);
  assertEquals(count("dsnet-b-aligned", "params", { network }), 49_343_752);
});

Deno.test("candidatesOf() projects the first shortcut of ResNet-18 and -34 only", () => {
  const network = "first-projection";
  // 64 x 64 weights, BatchNorm's weight and bias.
  assertEquals(count("resnet18", "params", { network }), 11_689_512 + 4096 + 128);
  assertEquals(count("resnet18", "operations", { network }), 1_814_073_344 + 4096 * 56 * 56);
  assertEquals(count("resnet50", "params", { network }), 25_557_032);
});

Deno.test("candidatesOf() counts parameters by other rules", () => {
  assertEquals(count("resnet50", "params", { rule: "running-statistics" }), 25_557_032 + 53_120);
  // pos_embed and cls_token: 198 x 768.
  assertEquals(count("deit-b", "params", { rule: "no-bare-parameters" }), 86_567_656 - 152_064);
  assertEquals(count("deit-b", "params", { rule: "paddle-parameters" }), 86_415_592);
  // relative_position_bias_table: 169 x 282 heads.
  assertEquals(count("swin-s", "params", { rule: "no-bare-parameters" }), 49_606_258 - 47_658);
  // conv1, bn1 and layer1.
  const frozen = 9408 + 128 + 215_808;
  assertEquals(count("resnet50", "params", { rule: "frozen-first-stage" }), 25_557_032 - frozen);
});

Deno.test("candidatesOf() counts operations by every convention", () => {
  assertEquals(count("deit-s", "operations", { rule: "fvcore" }), 4_608_338_304);
  assertEquals(count("deit-s", "operations", { rule: "fvcore-fused-attention" }), 4_250_674_560);
  assertEquals(count("deit-s", "operations", { rule: "conv-linear" }), 4_241_218_560);
  assertEquals(count("deit-s", "operations", { rule: "flop2" }), 9_197_764_608);
  const part = "no-classifier";
  assertEquals(count("deit-s", "operations", { part, rule: "fvcore" }), 4_607_954_304);
});

Deno.test("candidatesOf() counts other input sizes where the network allows them", () => {
  assertEquals(count("resnet50", "operations", { network: "input-448" }), 16_350_593_024);
  assertEquals(count("dsnet-t", "operations", { network: "input-240" }), undefined);
});

Deno.test("candidatesOf() counts a detector at 800x1280, whole or what training changes", () => {
  const id = "resnet101-retinanet";
  assertEquals(count(id, "params"), 56_960_820);
  // conv1, bn1 and layer1 are frozen.
  assertEquals(count(id, "params", { rule: "trainable-only" }), 56_960_820 - 225_344);
  assertEquals(count(id, "params", { rule: "frozen-first-stage" }), undefined);
  assertEquals(count("swin-t-mask-rcnn", "params", { rule: "trainable-only" }), 47_794_602);
  const { macs } = countGraph(findModel(id).build());
  assertEquals(count(id, "operations"), macs);
  assertEquals(count(id, "operations", { rule: "flop2" }), 2 * macs);
});

Deno.test("candidatesOf() counts a detector by mmcv's rule and at other sizes", () => {
  const gigas = (id: string, place: Parameters<typeof count>[2]) =>
    ((count(id, "operations", place) ?? 0) / 1e9).toFixed(1);
  assertEquals(gigas("resnet101-retinanet", { rule: "mmcv" }), "315.4");
  assertEquals(gigas("swin-t-mask-rcnn", { rule: "mmcv" }), "263.8");
  const network = "input-800x1344";
  assertEquals(gigas("resnet101-retinanet", { network, rule: "mmcv" }), "331.2");
});

Deno.test("candidatesOf() explains what it tried and nothing else", () => {
  const ids = candidatesOf(DETECTORS).meanings.map(({ id }) => id);
  assert(ids.includes("trainable-only") && ids.includes("input-800x1344"));
  assertEquals(ids.filter((id) => ["aligned", "input-448", "frozen-first-stage"].includes(id)), []);
});

Deno.test("candidatesOf() explains every id once", () => {
  const ids = new Set(counts.flatMap(({ network, part, rule }) => [network, part, rule]));
  ids.delete("");
  assertEquals(meanings.map(({ id }) => id).toSorted(), [...ids].toSorted());
  assert(meanings.every(({ label, text }) => label !== "" && text !== ""));
});

Deno.test("PARTS leave out the norm before the classifier, and none that is of the last block", () => {
  const scopes = ["deit-s", "resnet50"].map((id) =>
    PARTS.map(({ scopesOf }) => scopesOf(findModel(id).build()))
  );
  assertEquals(scopes, [[["head"], ["head", "norm"]], [["fc"], ["fc"]]]);
});
