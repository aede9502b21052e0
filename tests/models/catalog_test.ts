import { assertEquals, assertThrows } from "@std/assert";
import { CATALOG, findModel, matchModels, MODELS } from "../../models/catalog.ts";
import { graphHash } from "../../models/graph/onnx.ts";
import { BACKBONE_SUITE, PAPER_SUITE } from "../../models/suites.ts";
import { allowedSize } from "../support/sizes.ts";

Deno.test("CATALOG has shell-safe ids and the papers' names", () => {
  assertEquals(CATALOG.map(({ id, method }) => `${id} = ${method}`), [
    "resnet18 = ResNet-18",
    "resnet34 = ResNet-34",
    "resnet50 = ResNet-50",
    "resnet101 = ResNet-101",
    "resnet152 = ResNet-152",
    "regnety-4gf = RegNetY-4GF",
    "regnety-8gf = RegNetY-8GF",
    "regnety-16gf = RegNetY-16GF",
    "vit-b16 = ViT-B/16",
    "deit-t = DeiT-T",
    "deit-s = DeiT-S",
    "deit-b = DeiT-B",
    "deit-t-distilled = DeiT-T distilled",
    "deit-s-distilled = DeiT-S distilled",
    "deit-b-distilled = DeiT-B distilled",
    "pvt-tiny = PVT-Tiny",
    "pvt-small = PVT-Small",
    "pvt-medium = PVT-Medium",
    "pvt-large = PVT-Large",
    "swin-t = Swin-T",
    "swin-s = Swin-S",
    "swin-b = Swin-B",
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
  assertEquals(findModel("ViT-B/16").id, "vit-b16");
  for (const { id, method } of CATALOG) {
    assertEquals(findModel(id).id, id);
    assertEquals(findModel(method).id, id);
  }
});

/** Ids and kind of what a text stands for. */
function matchOf(text: string) {
  const { entries, kind } = matchModels(text);
  return { ids: entries.map(({ id }) => id), kind };
}

Deno.test("matchModels() takes a pattern for every id that fits, in the order of the catalog", () => {
  assertEquals(matchOf("resnet1*").ids.slice(0, 3), ["resnet18", "resnet101", "resnet152"]);
  assertEquals(matchOf("ResNet-??"), {
    ids: ["resnet18", "resnet34", "resnet50"],
    kind: "pattern",
  });
  assertEquals(matchOf("deit-?").ids, ["deit-t", "deit-s", "deit-b"]);
  assertEquals(matchOf("*-tiny").ids, ["pvt-tiny"]);
  assertEquals(matchOf("*").ids, MODELS.map(({ id }) => id));
});

Deno.test("matchModels() takes a name with a star for what it is, two stars for a pattern", () => {
  assertEquals(matchOf("dsnet-t*"), { ids: ["dsnet-t-aligned"], kind: "starred name" });
  assertEquals(matchOf("DS-Net-T*"), { ids: ["dsnet-t-aligned"], kind: "starred name" });
  assertEquals(matchOf("dsnet-t"), { ids: ["dsnet-t"], kind: "name" });
  const { ids, kind } = matchOf("dsnet-t**");
  assertEquals(kind, "pattern");
  assertEquals(ids, MODELS.map(({ id }) => id).filter((id) => id.startsWith("dsnet-t")));
  assertEquals(matchOf("DS-Net-*").ids.slice(0, 2), ["dsnet-t", "dsnet-t-aligned"]);
});

Deno.test("matchModels() says that a pattern fits nothing, without a guess", () => {
  assertEquals(
    assertThrows(() => matchModels("vgg*"), RangeError).message,
    'Cannot find a model that fits the pattern "vgg*": * is any characters and ? is one, ' +
      '"deno task list" shows all ids',
  );
});

Deno.test("findModel() finds every network by the name that tables print", () => {
  assertEquals(MODELS.filter(({ id, method }) => findModel(method).id !== id), []);
});

Deno.test("findModel() takes a pattern that fits one entry, and refuses one that fits several", () => {
  assertEquals(findModel("*-tiny").id, "pvt-tiny");
  assertEquals(
    assertThrows(() => findModel("deit-?"), RangeError).message,
    'Cannot take "deit-?" for one model as the pattern fits 3: ' +
      "name one of deit-t, deit-s, deit-b",
  );
});

Deno.test("findModel() suggests the nearest ids", () => {
  assertThrows(
    () => findModel("resnet5"),
    RangeError,
    'Cannot find model "resnet5" in the catalog: did you mean resnet50, ',
  );
});

Deno.test("BACKBONE_SUITE holds PAPER_SUITE, in the order of the catalog", () => {
  assertEquals(PAPER_SUITE.filter((id) => !BACKBONE_SUITE.includes(id)), []);
  const inCatalog = CATALOG.map(({ id }) => id).filter((id) => BACKBONE_SUITE.includes(id));
  assertEquals(inCatalog, BACKBONE_SUITE);
});

Deno.test("build() puts out one row of logits an image, at any allowed size", () => {
  for (const entry of CATALOG) {
    const { id, build } = entry;
    const size = allowedSize(entry, { height: 64, width: 160 });
    const graph = build({ size, classes: 7 });
    assertEquals(graph.inputs.map(({ shape }) => shape), [["N", 3, size.height, size.width]], id);
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
  assertThrows(
    () => findModel("pvt-tiny").build({ size: { height: 48, width: 64 } }),
    RangeError,
    "must be multiples of 32 from 32 up (four patch embeddings divide it by 32",
  );
  assertThrows(
    () => findModel("swin-t").build({ size: { height: 256, width: 640 } }),
    RangeError,
    "must be multiples of 224 from 224 up (windows of 7x7 tile all four grids, down to a 32nd " +
      "of it, without padding): try 224x672",
  );
});

Deno.test("build() gives ViT-B/16 the very graph of DeiT-B", async () => {
  const [vit, deit] = [findModel("vit-b16").build(), findModel("deit-b").build()];
  assertEquals(vit.name, "vit-b16");
  assertEquals(await graphHash(vit), await graphHash(deit));
});
