// bench/files/open_checkpoint.ts: what is a checkpoint, read from a disk; what is none is told apart.

import { assertEquals, assertThrows } from "@std/assert";
import { openCheckpoint } from "../../../bench/files/open_checkpoint.ts";
import { CheckpointError } from "../../../models/checkpoint/checkpoint_error.ts";
import { FileError } from "../../../models/file/file_error.ts";
import { checkpointFile, valuesOf } from "../../support/checkpoint_cases.ts";
import { latin1 } from "../../support/pickle_text.ts";
import { withFolder } from "../../support/run_task.ts";
import { runTied } from "../../support/tied_process.ts";
import { entry, safetensorsFile } from "../../support/safetensors_file.ts";

const FILE = safetensorsFile({ w: entry("U8", [2], [0, 2]) }, [3, 4]);

async function sha256(...parts: readonly Uint8Array<ArrayBuffer>[]): Promise<string> {
  const bytes = await new Blob([...parts]).arrayBuffer();
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

Deno.test("openCheckpoint() reads tensors from the file until it is disposed of, and hashes it", () =>
  withFolder(async (folder) => {
    const path = `${folder}/m.safetensors`;
    await Deno.writeFile(path, FILE);
    using opened = openCheckpoint(path);
    const { checkpoint: { tensors, notices } } = opened;
    assertEquals([tensors.map(valuesOf), notices], [[[3, 4]], []]);
    assertEquals([opened.path, opened.sha256()], [path, await sha256(FILE)]);
  }));

Deno.test("openCheckpoint() reads and hashes the files of an index, and no links", () =>
  withFolder(async (folder) => {
    const index = new TextEncoder().encode(JSON.stringify({
      weight_map: { v: "b.safetensors", w: "a.safetensors" },
    }));
    const other = safetensorsFile({ v: entry("U8", [1], [0, 1]) }, [9]);
    await Deno.writeFile(`${folder}/m.json`, index);
    await Deno.writeFile(`${folder}/a.safetensors`, FILE);
    await Deno.writeFile(`${folder}/b.safetensors`, other);
    {
      using opened = openCheckpoint(`${folder}/m.json`);
      assertEquals(opened.checkpoint.tensors.map(valuesOf), [[9], [3, 4]]);
      assertEquals(opened.sha256(), await sha256(index, FILE, other));
    }
    await Deno.rename(`${folder}/b.safetensors`, `${folder}/c.safetensors`);
    const link = ["-s", "c.safetensors", `${folder}/b.safetensors`];
    assertEquals((await runTied("ln", { args: link })).code, 0);
    assertThrows(() => openCheckpoint(`${folder}/m.json`), FileError, "which is a link");
  }));

Deno.test("openCheckpoint() reads the end of a file of 6 GB, which is a hole but for that", () =>
  withFolder(async (folder) => {
    const path = `${folder}/m.safetensors`;
    const hole = 6e9;
    const head = safetensorsFile({
      w: entry("U8", [hole], [0, hole]),
      last: entry("U8", [2], [hole, hole + 2]),
    });
    await Deno.writeFile(path, head);
    await Deno.truncate(path, head.length + hole);
    await Deno.writeFile(path, Uint8Array.of(7, 8), { append: true });
    using opened = openCheckpoint(path);
    const [, last] = opened.checkpoint.tensors;
    assertEquals(last && valuesOf(last), [7, 8]);
  }));

Deno.test("openCheckpoint() goes by the content and says that the name promises something else", () =>
  withFolder(async (folder) => {
    for (
      const [name, file, said] of [
        ["m.pth", FILE, "it is named .pth and is of another format, safetensors"],
        ["M.PTH", FILE, "it is named .pth and is of another format, safetensors"],
        ["m.safetensors", checkpointFile("old odd"), "of another format, PyTorch before 1.6"],
        ["m.onnx", checkpointFile("paddle protocol 4"), "of another format, PaddlePaddle"],
      ] as const
    ) {
      await Deno.writeFile(`${folder}/${name}`, file);
      using opened = openCheckpoint(`${folder}/${name}`);
      assertEquals(opened.checkpoint.notices.map((notice) => notice.includes(said)), [true]);
    }
  }));

const PICKLED = latin1("\x80\x02K\x07.");

const OTHERS: readonly (readonly [what: string, file: Uint8Array, message: string])[] = [
  ["nothing", new Uint8Array(), "as the file is empty: save or download it again"],
  [
    "a pointer of Git LFS",
    latin1("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 102400\n"),
    "a pointer of Git LFS that stands for the checkpoint: fetch the checkpoint itself",
  ],
  [
    "a page",
    latin1("<!DOCTYPE html><html>"),
    "an HTML page: the server sent a page instead of the checkpoint",
  ],
  ["text", latin1("hello"), "it begins like no checkpoint that we know: name a .safetensors"],
  ["JSON", latin1('{"a": 1}'), "it is text and no index of a checkpoint"],
  ["gzip", latin1("\x1f\x8b\x08\0"), "an archive: unpack it and name the checkpoint inside"],
  [
    "HDF5",
    latin1("\x89HDF\r\n\x1a\n"),
    "a file of HDF5, as Keras writes: save its weights as .safetensors",
  ],
  ["a zip that is cut off", latin1("PK\x03\x04\0\0"), "a zip archive without its end"],
  ["a number", PICKLED, "it is 7 and holds no tensors by name: save model.state_dict()"],
  ["safetensors that are cut off", FILE.subarray(0, -1), 'tensor "w" would end at byte'],
  [
    "safetensors that go on",
    Uint8Array.from([...FILE, 0]),
    "it goes on for 1 bytes after its last",
  ],
];

for (const [what, file, message] of OTHERS) {
  Deno.test(`openCheckpoint() tells ${what}`, () =>
    withFolder(async (folder) => {
      const path = `${folder}/m.pth`;
      await Deno.writeFile(path, file);
      assertThrows(() => openCheckpoint(path), CheckpointError, message);
    }));
}

Deno.test("openCheckpoint() refuses a key where there is none", () =>
  withFolder(async (folder) => {
    const path = `${folder}/m.safetensors`;
    await Deno.writeFile(path, FILE);
    assertThrows(() => openCheckpoint(path, { key: "ema" }), CheckpointError, '"ema" is asked for');
  }));
