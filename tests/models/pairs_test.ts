import { assertEquals } from "@std/assert";
import { ABLATIONS, findModel, MODELS } from "../../models/catalog.ts";
import { ABLATION_PAIRS, ALIGNMENT_PAIRS, DS_FPN_PAIRS } from "../../models/pairs.ts";

Deno.test("pairs name networks of the catalog", () => {
  for (const { model, base } of [...ALIGNMENT_PAIRS, ...DS_FPN_PAIRS, ...ABLATION_PAIRS]) {
    assertEquals([findModel(model).id, findModel(base).id], [model, base]);
  }
});

Deno.test("DS_FPN_PAIRS holds every network with DS-FPN against the same one with FPN", () => {
  assertEquals(
    DS_FPN_PAIRS.map(({ model }) => model),
    MODELS.map(({ id }) => id).filter((id) => id.endsWith("-dsfpn")),
  );
  assertEquals(DS_FPN_PAIRS.slice(0, 2), [
    { model: "dsnet-t-aligned-dsfpn", base: "dsnet-t-aligned-fpn" },
    { model: "dsnet-t-aligned-retinanet-dsfpn", base: "dsnet-t-aligned-retinanet" },
  ]);
});

Deno.test("ABLATION_PAIRS holds DS-Net-T and every ablation against DS-Net-T*", () => {
  assertEquals(ABLATION_PAIRS.map(({ model }) => model), [
    "dsnet-t",
    ...ABLATIONS.map(({ id }) => id),
  ]);
});
