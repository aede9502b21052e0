import { assertEquals, assertRejects } from "@std/assert";
import { withModelFiles } from "../../bench/model_files.ts";
import { withFolder } from "../support/run_task.ts";

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
