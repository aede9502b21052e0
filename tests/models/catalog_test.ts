import { assertEquals, assertThrows } from "@std/assert";
import { CATALOG, findModel } from "../../models/catalog.ts";
import { PAPER_SUITE } from "../../models/suites.ts";

Deno.test("CATALOG has shell-safe ids and the papers' names", () => {
  assertEquals(CATALOG.map(({ id, method }) => `${id} = ${method}`), [
    "resnet18 = ResNet-18",
    "resnet34 = ResNet-34",
    "resnet50 = ResNet-50",
    "resnet101 = ResNet-101",
    "resnet152 = ResNet-152",
    "deit-t = DeiT-T",
    "deit-s = DeiT-S",
    "deit-b = DeiT-B",
    "deit-t-distilled = DeiT-T distilled",
    "deit-s-distilled = DeiT-S distilled",
    "deit-b-distilled = DeiT-B distilled",
    "dsnet-t = DS-Net-T",
    "dsnet-t-aligned = DS-Net-T*",
    "dsnet-s = DS-Net-S",
    "dsnet-s-aligned = DS-Net-S*",
    "dsnet-b = DS-Net-B",
    "dsnet-b-aligned = DS-Net-B*",
  ]);
  for (const { id } of CATALOG) assertEquals(/^[a-z0-9-]+$/.test(id), true, id);
});

Deno.test("findModel() takes ids, the papers' names and the star", () => {
  assertEquals(findModel("dsnet-t*").id, "dsnet-t-aligned");
  assertEquals(findModel("DS-Net-S*").id, "dsnet-s-aligned");
  assertEquals(findModel("ResNet-50").id, "resnet50");
  assertEquals(findModel("DeiT_S distilled").id, "deit-s-distilled");
  for (const { id, method } of CATALOG) {
    assertEquals(findModel(id).id, id);
    assertEquals(findModel(method).id, id);
  }
});

Deno.test("findModel() suggests the nearest ids", () => {
  assertThrows(
    () => findModel("resnet5"),
    RangeError,
    'Cannot find model "resnet5" in the catalog: did you mean resnet50, ',
  );
});

Deno.test("PAPER_SUITE names models of the catalog, each once", () => {
  assertEquals(PAPER_SUITE.map((id) => findModel(id).id), [...PAPER_SUITE]);
  assertEquals(new Set(PAPER_SUITE).size, PAPER_SUITE.length);
});

Deno.test("build() puts out one row of logits an image, at any allowed size", () => {
  for (const { id, build } of CATALOG) {
    const graph = build({ size: { height: 64, width: 96 }, classes: 7 });
    assertEquals(graph.inputs.map(({ shape }) => shape), [["N", 3, 64, 96]], id);
    assertEquals(graph.outputs, [{ name: "logits", dtype: "float32", shape: ["N", 7] }], id);
  }
});

Deno.test("build() refuses sizes that the architecture does not allow, with the reason", () => {
  assertThrows(
    () => findModel("dsnet-t").build({ size: { height: 100, width: 224 } }),
    RangeError,
    'Cannot build "dsnet-t" at size 100x224 as both sides must be multiples of 32 from 64 up',
  );
  assertThrows(
    () => findModel("dsnet-t").build({ size: { height: 32, width: 32 } }),
    RangeError,
    "try 64",
  );
  assertThrows(
    () => findModel("deit-s").build({ size: { height: 230, width: 230 } }),
    RangeError,
    "patches of 16 pixels do not overlap): try 224",
  );
});
