import { assertEquals, assertRejects } from "@std/assert";
import { withModelFiles } from "../../../bench/prepare/model_files.ts";
import { withFolder } from "../../support/run_task.ts";

const MODEL = Uint8Array.of(1, 2, 3);
const [FIRST, SECOND] = [Uint8Array.of(4, 5), Uint8Array.of(6)];

Deno.test("withModelFiles() writes model and weights side by side and removes them afterwards", async () => {
  await withFolder(async (folder) => {
    const seen = await withModelFiles(
      folder,
      { model: MODEL, weightParts: () => [FIRST, SECOND] },
      async (path) => [
        ...await Deno.readFile(path),
        ...await Deno.readFile(path.replace("model.onnx", "weights.bin")),
      ],
    );
    assertEquals(seen, [1, 2, 3, 4, 5, 6]);
    assertEquals([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("withModelFiles() says where weights cannot be written, and leaves nothing behind", async () => {
  await withFolder(async (folder) => {
    const weightParts = () => {
      const full: Iterable<Uint8Array<ArrayBuffer>> = {
        [Symbol.iterator]() {
          throw new Error("No space left on device");
        },
      };
      return full;
    };
    await assertRejects(
      () => withModelFiles(folder, { model: MODEL, weightParts }, () => Promise.resolve()),
      Error,
      "free some space there: No space left on device",
    );
    assertEquals([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("withModelFiles() has written a part before the one after the next overwrites it", async () => {
  const sizeBytes = 2 ** 20;
  const memory = [new Uint8Array(sizeBytes), new Uint8Array(sizeBytes)];
  const weightParts = function* () {
    for (const number of [0, 1, 2, 3, 4, 5]) {
      yield (memory[number % 2] as Uint8Array<ArrayBuffer>).fill(number);
    }
  };
  await withFolder(async (folder) => {
    const seen = await withModelFiles(folder, { model: MODEL, weightParts }, async (path) => {
      const weights = await Deno.readFile(path.replace("model.onnx", "weights.bin"));
      const part = (number: number) =>
        weights.subarray(number * sizeBytes, (number + 1) * sizeBytes);
      return [0, 1, 2, 3, 4, 5].map((number) => [...new Set(part(number))]);
    });
    assertEquals(seen, [[0], [1], [2], [3], [4], [5]]);
  });
});

Deno.test("withModelFiles() says why the values of a later part could not be had", async () => {
  const weightParts = function* () {
    yield FIRST;
    throw new RangeError("its weight is too small");
  };
  await withFolder(async (folder) => {
    const error = await assertRejects(
      () => withModelFiles(folder, { model: MODEL, weightParts }, () => Promise.resolve()),
      RangeError,
    );
    assertEquals(error.message, "its weight is too small");
    assertEquals([...Deno.readDirSync(folder)], []);
  });
});
