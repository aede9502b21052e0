import { assertEquals, assertRejects } from "@std/assert";
import { decodePicture } from "../../../evaluate/images/formats/decode_picture.ts";
import { preprocess } from "../../../evaluate/images/preprocess.ts";
import type { Preset } from "../../../evaluate/images/preset.ts";
import {
  type PipelineOptions,
  type PreparedBatch,
  preparedBatches,
} from "../../../evaluate/pipeline/prepared_batches.ts";
import { PRESETS } from "../../../evaluate/presets/presets.ts";
import { withFolder } from "../../support/run_task.ts";
import { recordedFiles, sha256Of } from "../images/recorded_pictures.ts";

/** Small, so that tests are fast. */
const PRESET: Preset = { ...PRESETS.deit, id: "small", resize: 16, crop: 12 };
const VALUES = 3 * 12 ** 2;

const FILES = await recordedFiles();

/** Files of a folder: pictures, and in the third place none. */
async function writtenFiles(folder: string): Promise<readonly string[]> {
  const names = ["420.jpg", "CMYK.jpg", "text.jpg", "grey of 2 bit.png", "one pixel.jpg"];
  for (const name of names) {
    const bytes = FILES.get(name)?.bytes ?? new TextEncoder().encode("<html>");
    await Deno.writeFile(`${folder}/${name}`, bytes);
  }
  return names.map((name) => `${folder}/${name}`);
}

/** All batches, each with a copy of its file. */
async function allOf(paths: readonly string[], options: PipelineOptions) {
  const batches: (PreparedBatch & { readonly values: Float32Array })[] = [];
  for await (const one of preparedBatches(paths, PRESET, options)) {
    batches.push({ ...one, values: new Float32Array((await Deno.readFile(one.file)).buffer) });
  }
  return batches;
}

/** Sums of each picture, or why it has none. */
function outcomesOf(batches: readonly PreparedBatch[]): readonly string[] {
  return batches.flatMap(({ pictures }) =>
    pictures.map((picture) => "error" in picture ? picture.error : picture.sha256)
  );
}

function expectedOf(path: string): string {
  const values = new Float32Array(VALUES);
  const name = path.split("/").at(-1) ?? "";
  preprocess(decodePicture(FILES.get(name)?.bytes ?? new Uint8Array()), PRESET, values);
  return sha256Of(values);
}

Deno.test("preparedBatches() gives every picture once and in order, whatever batch and workers", async () => {
  await withFolder(async (folder) => {
    const files = await writtenFiles(folder);
    const paths = [...files, ...files, `${folder}/none.jpg`, folder, ...files];
    const expected = paths.map((path) => {
      if (path.endsWith("text.jpg")) {
        return "Cannot decode picture as it must be a JPEG or PNG: got HTML or XML";
      }
      if (path === folder) return "Cannot read picture as it is no file";
      if (path.endsWith("none.jpg")) {
        return `No such file or directory (os error 2): stat '${path}'`;
      }
      return expectedOf(path);
    });
    for (const [batch, workers] of [[4, 2], [7, 1], [100, 3]] as const) {
      const batches = await allOf(paths, { batch, workers, folder });
      assertEquals(outcomesOf(batches), expected);
      const starts = batches.map((_, i) => i * batch);
      assertEquals(batches.map(({ first }) => first), starts);
      for (const { values: all, pictures } of batches) {
        assertEquals(all.length, batch * VALUES);
        for (const [i, picture] of pictures.entries()) {
          const values = all.subarray(i * VALUES, (i + 1) * VALUES);
          if ("sha256" in picture) assertEquals(sha256Of(values), picture.sha256);
        }
      }
    }
  });
});

/** Workers that were started and ended while a function ran. */
async function workersOf(use: () => Promise<unknown>): Promise<readonly [number, number]> {
  const Real = globalThis.Worker;
  let [started, ended] = [0, 0];
  globalThis.Worker = class extends Real {
    constructor(...given: ConstructorParameters<typeof Real>) {
      super(...given);
      started++;
    }
    override terminate(): void {
      super.terminate();
      ended++;
    }
  };
  try {
    await use();
  } finally {
    globalThis.Worker = Real;
  }
  return [started, ended];
}

Deno.test("preparedBatches() ends its workers with the last batch, and where the loop ends early", async () => {
  await withFolder(async (folder) => {
    const files = await writtenFiles(folder);
    const paths = Array.from({ length: 40 }, () => files).flat();
    const batches = (workers: number) =>
      preparedBatches(paths, PRESET, { batch: 50, workers, folder });
    assertEquals(await workersOf(() => Array.fromAsync(batches(1))), [1, 1]);
    assertEquals(await workersOf(() => Array.fromAsync(batches(2))), [2, 2]);
    // As many as it may start, it would have later: so far the network waited once.
    const first = async () => {
      for await (const _ of batches(9)) break;
    };
    assertEquals(await workersOf(first), [2, 2]);
  });
});

Deno.test("preparedBatches() prepares no more than two batches ahead", async () => {
  await withFolder(async (folder) => {
    const [file = ""] = await writtenFiles(folder);
    const paths = Array.from({ length: 100 }, (_, i) => `${folder}/${i}.jpg`);
    for (const path of paths) await Deno.copyFile(file, path);
    const batches = preparedBatches(paths, PRESET, { batch: 10, workers: 1, folder });
    await batches.next();
    // Time enough to read all of them. What is gone then was not read if it gives an error.
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const path of paths.slice(30)) await Deno.remove(path);
    const rest = await Array.fromAsync(batches);
    const errors = rest.flatMap(({ pictures }) => pictures).filter((picture) => "error" in picture);
    assertEquals(errors.length, 70);
  });
});

Deno.test("preparedBatches() of no pictures gives no batch", async () => {
  const batches = preparedBatches([], PRESET, { batch: 4, workers: 2, folder: "none" });
  assertEquals(await Array.fromAsync(batches), []);
});

Deno.test("preparedBatches() refuses sizes and presets before any worker starts", async () => {
  const given = (batch: number, workers: number, preset = PRESET) =>
    preparedBatches(["a.jpg"], preset, { batch, workers, folder: "none" }).next();
  await assertRejects(
    () => given(0, 1),
    RangeError,
    "Cannot prepare pictures as batch must be a positive integer: got 0",
  );
  await assertRejects(() => given(1, 1.5), RangeError, "as workers must be a positive integer");
  await assertRejects(() => given(1, 1, { ...PRESET, crop: 17 }), RangeError, "got 17 of 16");
});

Deno.test("preparedBatches() rejects where a worker fails, and ends the others", async () => {
  await withFolder(async (folder) => {
    const [file = ""] = await writtenFiles(folder);
    const preset = { ...PRESET, mean: null as unknown as Preset["mean"] };
    await assertRejects(
      () =>
        Array.fromAsync(preparedBatches([file, file], preset, { batch: 1, workers: 2, folder })),
      Error,
      "a worker failed that prepares pictures: TypeError: Cannot read properties of null",
    );
  });
});

Deno.test("preparedBatches() rejects where a batch cannot be written, and calls no picture unreadable", async () => {
  await withFolder(async (folder) => {
    const files = await writtenFiles(folder);
    const paths = Array.from({ length: 20 }, () => files).flat();
    const batches = preparedBatches(paths, PRESET, { batch: 2, workers: 1, folder });
    await batches.next();
    for (const { name } of [...Deno.readDirSync(folder)]) {
      if (name.endsWith(".bin")) await Deno.remove(`${folder}/${name}`);
    }
    await assertRejects(
      () => Array.fromAsync(batches),
      Error,
      "a worker failed that prepares pictures: NotFound",
    );
  });
});

Deno.test("preparedBatches() leaves a batch as it is until the one after the next is asked for", async () => {
  await withFolder(async (folder) => {
    const [file = "", other = ""] = await writtenFiles(folder);
    // The batches that follow have another picture.
    const paths = [file, file, ...Array.from({ length: 30 }, () => other)];
    const batches = preparedBatches(paths, PRESET, { batch: 2, workers: 1, folder });
    const { value: first } = await batches.next();
    await batches.next();
    // Time enough to prepare all that may be.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const values = new Float32Array((await Deno.readFile(first?.file ?? "")).buffer);
    assertEquals(sha256Of(values.subarray(0, VALUES)), expectedOf(file));
    await batches.return();
  });
});
