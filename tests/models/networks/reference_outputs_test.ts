// Every catalog network puts out what its PyTorch reference puts out, stage by stage.
// The references are recorded by tests/fixtures/make_outputs.py (DS-Net: SteveTsui/DS-Net; PVT:
// whai362/PVT; ResNet: torchvision; the others: timm) with the suite's seeded weights, two images,
// two input sizes.

import { CATALOG } from "../../../models/catalog.ts";
import { assertRunsAsRecorded } from "../../support/recorded_outputs.ts";

for (const entry of CATALOG) {
  Deno.test(`catalog "${entry.id}" build() gives the reference's outputs`, async () => {
    await assertRunsAsRecorded(entry, 2);
  });
}
