// Every name of every recorded code is a parameter of ours, of the same shape, and the other way round.
// The lists were recorded by tests/fixtures/make_checkpoint_names.py and make_state_dicts.py.

import { assertEquals } from "@std/assert";
import { CATALOG, findModel } from "../../../../models/catalog.ts";
import { bestMatching } from "../../../../models/checkpoint/loading/matching.ts";
import { NAME_MAPS } from "../../../../models/checkpoint/names/name_maps.ts";
import { readKeyList } from "../../../support/key_list.ts";

/** A list, the network that it is of, and whose names it has. */
const LISTS = [
  ["torchvision_regnet_y_16gf", "regnety-16gf", "torchvision RegNet"],
  ["torchvision_vit_b_16", "vit-b16", "torchvision ViT"],
  ["torchvision_swin_t", "swin-t", "torchvision Swin"],
  ["microsoft_swin", "swin-t", "microsoft/Swin-Transformer"],
  ["transformers_vit", "vit-b16", "transformers ViT and DeiT"],
  ["transformers_deit_before_5", "deit-t-distilled", "transformers ViT and DeiT"],
  ["transformers_swin", "swin-t", "transformers Swin"],
  ["transformers_swin_before_5", "swin-t", "transformers Swin"],
  ["openmmlab_resnet18", "resnet18", "OpenMMLab ResNet"],
  ["openmmlab_swin_t", "swin-t", "OpenMMLab Swin"],
  ["openmmlab_deit_t_distilled", "deit-t-distilled", "OpenMMLab ViT and DeiT"],
  ["paddleclas_dsnet_tiny", "dsnet-t-aligned", "PaddlePaddle"],
] as const;

async function assertMatches(path: string, id: string, map: string | null): Promise<void> {
  const matching = bestMatching(findModel(id).build(), (await readKeyList(path)).tensors);
  const { unlike, missing, unexpected, prefix } = matching;
  const names = {
    map: matching.map?.id ?? null,
    prefix,
    missing: missing.map(({ name }) => name),
    unexpected: unexpected.map(({ name }) => name),
    unlike: unlike.map(({ parameter, shape }) => [parameter.name, parameter.shape, shape]),
  };
  assertEquals(names, { map, prefix: "", missing: [], unexpected: [], unlike: [] });
}

for (const [list, id, map] of LISTS) {
  Deno.test(`bestMatching() takes the names of ${list} for ${id}`, async () => {
    await assertMatches(`checkpoint_names/${list}.txt`, id, map);
  });
}

Deno.test("bestMatching() takes names of timm, torchvision's ResNets, PVT and DS-Net as they are", async () => {
  for (const { id } of CATALOG) await assertMatches(`state_dicts/${id}.txt`, id, null);
});

Deno.test("NAME_MAPS are those of the lists, each with an id of its own", () => {
  assertEquals(
    NAME_MAPS.map(({ id }) => id).toSorted(),
    [
      ...new Set(LISTS.map(([, , map]) => map)),
    ].toSorted(),
  );
});
