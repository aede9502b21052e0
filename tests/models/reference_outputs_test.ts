// Every catalog network puts out what its PyTorch reference puts out, stage by stage.
// The references are recorded by tests/fixtures/make_outputs.py (DS-Net: SteveTsui/DS-Net; PVT:
// whai362/PVT; ResNet: torchvision; the others: timm) with the suite's seeded weights, two images,
// two input sizes.

import { CATALOG, type CatalogEntry } from "../../models/catalog.ts";
import { imageSizeText } from "../../models/image_size.ts";
import { assertAsRecorded, type RecordedRun, recordedRuns } from "../support/recorded_outputs.ts";
import { imagesFor, lastNodeOf, runGraph, withOutputs } from "../support/run_graph.ts";

async function checkRun(entry: CatalogEntry, { input, tensors }: RecordedRun): Promise<void> {
  const [, , height, width] = input;
  const size = imageSizeText({ height, width });
  const graph = entry.build({ size: { height, width } });
  const outputOf = (stage: string) => lastNodeOf(graph, stage).outputs[0] ?? "";
  const stages = tensors.filter(({ name }) => name !== "logits");
  const probed = withOutputs(graph, stages.map(({ name }) => outputOf(name)));
  const [outputs = {}] = await runGraph(probed, [imagesFor(graph, 2)]);

  for (const recorded of tensors) {
    const ours = outputs[recorded.name === "logits" ? "logits" : outputOf(recorded.name)];
    assertAsRecorded(ours, recorded, `${entry.id} at ${size}`);
  }
}

for (const entry of CATALOG) {
  Deno.test(`catalog "${entry.id}" build() gives the reference's outputs`, async () => {
    for (const run of await recordedRuns(entry.id)) await checkRun(entry, run);
  });
}
