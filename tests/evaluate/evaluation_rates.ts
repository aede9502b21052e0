// How fast a network answers, how fast pictures are prepared, and how fast both are side by side, as
// `evaluate` has them.
//
//   deno run --allow-all tests/evaluate/evaluation_rates.ts deit-t /data/imagenet/val/n01440764
//
// `own` or `shared` behind it asks the engine for threads that spin or sleep in place of the usual;
// `--deny-sys=setPriority` before the script takes the low priority from those that decode.
//
// Weights are seeded, which changes no rate. Each is measured in turn, five times; medians in pictures a
// second. Cores that both need reach 1 / (1 / network + 1 / pictures), and what the network's threads
// leave while they wait for each other on top.

import { openWorkers } from "../../bench/run/worker_process.ts";
import { median } from "../../bench/samples/statistics.ts";
import { pictureFiles } from "../../evaluate/data/picture_files.ts";
import { canYield } from "../../evaluate/pipeline/low_priority.ts";
import { preparedBatches } from "../../evaluate/pipeline/prepared_batches.ts";
import { PRESETS } from "../../evaluate/presets/presets.ts";
import { answersTo } from "../../evaluate/run/answered_pictures.ts";
import { seededInput } from "../../models/graph/weights.ts";

const ROUNDS = 5;
const BATCH = 8;
const LEAST_PICTURES = 50;
const MOST_PICTURES = 200;
const PRESET = PRESETS.deit;
const THREADS = navigator.hardwareConcurrency;
const MS_PER_SECOND = 1000;

const [model = "deit-t", data = "", asked] = Deno.args;
const cores = asked === "own" || asked === "shared" ? asked : canYield() ? "own" : "shared";
const { pictures } = pictureFiles(data);
const labelled = pictures.slice(0, MOST_PICTURES).map(({ name }) => ({ name, label: 0 }));
if (labelled.length < LEAST_PICTURES) throw new RangeError(`"${data}" has too few pictures`);
const paths = labelled.map(({ name }) => `${data}/${name}`);

const folder = await Deno.makeTempDir();
const workers = openWorkers({
  timeLimitMs: 600_000,
  scratch: folder,
  cores,
  isTraced: () => false,
});
const size = { height: PRESET.crop, width: PRESET.crop };
const worker = await workers.startWorker({
  model,
  graph: "plain",
  ...size,
  batch: BATCH,
  threads: THREADS,
  device: "cpu",
  precision: "fp32",
  input: "copied",
  seed: 1,
  engine: "onnxruntime-node",
  options: {},
  instances: 1,
});
await workers.rest();

const shape = [BATCH, 3, PRESET.crop, PRESET.crop];
async function answer(path: string): Promise<Float32Array> {
  const [logits] = await worker.answer([{ name: "image", type: "float32", shape, path }]);
  return logits ?? new Float32Array();
}

async function perSecond(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return MS_PER_SECOND * count / (performance.now() - start);
}

const prepared = () => preparedBatches(paths, PRESET, { batch: BATCH, workers: THREADS, folder });
const seeded = `${folder}/seeded.bin`;
const length = BATCH * 3 * PRESET.crop ** 2;
await Deno.writeFile(seeded, new Uint8Array(seededInput(1, "image", length).buffer));

/** As many as take about as long as all pictures. */
const runs = Math.ceil(paths.length / BATCH / 2);
const WAYS = {
  network: () =>
    perSecond(runs * BATCH, async () => {
      for (let run = 0; run < runs; run++) await answer(seeded);
    }),
  pictures: () =>
    perSecond(paths.length, async () => {
      for await (const _ of prepared()) { /* They are ready, which is all. */ }
    }),
  both: () =>
    perSecond(paths.length, async () => {
      for await (const _ of answersTo(labelled, prepared(), { batch: BATCH, answer })) { /* So. */ }
    }),
} as const;

const rates: Record<keyof typeof WAYS, number[]> = { network: [], pictures: [], both: [] };
for (let round = 0; round < ROUNDS; round++) {
  for (const way of ["network", "pictures", "both"] as const) rates[way].push(await WAYS[way]());
}
await worker.close();
await Deno.remove(folder, { recursive: true });

const network = median(rates.network);
const alone = median(rates.pictures);
const both = median(rates.both);
const possible = 1 / (1 / network + 1 / alone);
const percent = (share: number) => `${Math.round(100 * share)} %`;
// deno-lint-ignore no-console
console.log(
  `${model}, batch ${BATCH}, ${THREADS} threads, cores ${cores}, ${
    canYield() ? "low" : "usual"
  } priority, ${paths.length} pictures: network ` +
    `${network.toFixed(1)}/s, pictures ${alone.toFixed(1)}/s, both ${both.toFixed(1)}/s: ` +
    `${percent(both / Math.min(network, alone))} of the slower alone, ` +
    `${percent(both / possible)} of what the same cores allow (${possible.toFixed(1)}/s)`,
);
