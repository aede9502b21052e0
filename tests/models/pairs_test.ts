import { assertEquals } from "@std/assert";
import { ABLATIONS, findModel, MODELS } from "../../models/catalog.ts";
import {
  ABLATION_PAIRS,
  ALIGNMENT_PAIRS,
  DISTILLATION_PAIRS,
  DS_FPN_PAIRS,
  ORDER_PAIRS,
} from "../../models/pairs.ts";

Deno.test("pairs name networks of the catalog", () => {
  const pairs = [ALIGNMENT_PAIRS, DISTILLATION_PAIRS, DS_FPN_PAIRS, ABLATION_PAIRS, ORDER_PAIRS]
    .flat();
  for (const { model, base } of pairs) {
    assertEquals([findModel(model).id, findModel(base).id], [model, base]);
  }
});

Deno.test("DISTILLATION_PAIRS holds every distilled network against its twin without", () => {
  assertEquals(DISTILLATION_PAIRS.map(({ model, base }) => `${model} ${base}`), [
    "deit-t-distilled deit-t",
    "deit-s-distilled deit-s",
    "deit-b-distilled deit-b",
  ]);
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
