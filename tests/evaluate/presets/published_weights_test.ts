import { assertEquals } from "@std/assert";
import { CATALOG } from "../../../models/catalog.ts";
import { presetOf, PRESETS } from "../../../evaluate/presets/presets.ts";
import { weightsInFile, weightsOf } from "../../../evaluate/presets/published_weights.ts";
import { recordsOf } from "../images/recorded_pictures.ts";

/** What timm or torchvision say about weights (tests/fixtures/make_pictures.py). */
interface RecordedPreset {
  readonly model: string;
  readonly name: string;
  readonly interpolation: string;
  readonly resize: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly digest?: string;
}

const RECORDED = await recordsOf<RecordedPreset>("presets.jsonl");

Deno.test("weightsOf() has the presets of timm and torchvision, for all of their weights", () => {
  const models = [...new Set(RECORDED.map(({ model }) => model))];
  const ours = models.flatMap((model) =>
    weightsOf(model).filter(({ name }) => /^(timm|torchvision) /.test(name)).map(
      ({ name, preset, sha256 }) => {
        const { interpolation, resize, mean, std } = PRESETS[preset];
        const digest = sha256 === undefined ? {} : { digest: sha256 };
        return { model, name, interpolation, resize, mean, std, ...digest };
      },
    )
  );
  const inOrder = (records: readonly RecordedPreset[]) =>
    records.map((record) => JSON.stringify(record)).toSorted();
  assertEquals(inOrder(ours), inOrder(RECORDED));
  assertEquals(RECORDED.length > 70, true);
});

Deno.test("weightsOf() knows weights of every classification network, those of the paper first", () => {
  const classifiers = CATALOG.filter(({ task }) => task === "classification").map(({ id }) => id);
  assertEquals(classifiers.filter((id) => weightsOf(id).length === 0), []);
  const first = (model: string) => weightsOf(model)[0];
  assertEquals(first("dsnet-t-aligned"), { name: "SteveTsui/DS-Net", preset: "deit" });
  assertEquals(first("pvt-small"), { name: "whai362/PVT", preset: "deit" });
  assertEquals(first("resnet50")?.preset, "torchvision-v1");
  assertEquals(weightsOf("my.onnx"), []);
});

Deno.test("weightsInFile() tells weights of one network apart by the digest in their files' names", () => {
  const rest = "0".repeat(56);
  assertEquals(weightsInFile("resnet50", `11ad3fa6${rest}`)?.preset, "torchvision-v2");
  assertEquals(weightsInFile("deit-s", `cd65a155${rest}`)?.name, "facebookresearch/deit");
  assertEquals(weightsInFile("deit-s", `11ad3fa6${rest}`), undefined);
});

Deno.test("presetOf() finds a preset by its id, and nothing by another word", () => {
  const { id, resize, interpolation } = presetOf("torchvision-v2") ?? {};
  assertEquals({ id, resize, interpolation }, {
    id: "torchvision-v2",
    resize: 232,
    interpolation: "bilinear",
  });
  assertEquals(presetOf("toString"), undefined);
  assertEquals(presetOf("timm-bicubic-0.9")?.resize, 248);
});
