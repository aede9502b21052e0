// models/checkpoint/formats/parts_index.ts: parts beside the index, each tensor where it says.

import { assertEquals, assertThrows } from "@std/assert";
import { CheckpointError } from "../../../../models/checkpoint/checkpoint_error.ts";
import { readCheckpoint } from "../../../../models/checkpoint/formats/read_checkpoint.ts";
import { bytesInMemory } from "../../../../models/file/wire/byte_source.ts";
import { checkpointFile, valuesOf } from "../../../support/checkpoint_cases.ts";
import { latin1 } from "../../../support/pickle_text.ts";
import { entry, safetensorsFile } from "../../../support/safetensors_file.ts";

const PARTS: Readonly<Record<string, Uint8Array>> = {
  "1.safetensors": safetensorsFile({ a: entry("U8", [1], [0, 1]) }, [5]),
  "2.safetensors": safetensorsFile(
    { b: entry("U8", [1], [0, 1]), spare: entry("U8", [1], [1, 2]) },
    [6, 7],
  ),
  "torch.bin": checkpointFile("zip views"),
  "index.bin": new TextEncoder().encode('{"weight_map": {"a": "index.bin"}}'),
  "pointer.safetensors": latin1("version https://git-lfs.github.com/spec/v1\n"),
  "broken.safetensors": safetensorsFile({ a: entry("U8", [2], [0, 2]) }, [5]),
};

function read(index: unknown) {
  const text = typeof index === "string" ? index : JSON.stringify({ weight_map: index });
  return readCheckpoint(bytesInMemory(new TextEncoder().encode(text)), {
    openBeside(location) {
      const part = PARTS[location];
      return part && bytesInMemory(part);
    },
  });
}

Deno.test("readPartsIndex() takes each tensor from its file, in the order of the index", () => {
  const { format, tensors, notices } = read({ b: "2.safetensors", a: "1.safetensors" });
  assertEquals([format, ...tensors.map(({ name }) => name)], ["index of safetensors", "b", "a"]);
  assertEquals(tensors.map(valuesOf), [[6], [5]]);
  assertEquals(notices, ["its files have 1 tensors that its index does not name"]);
});

Deno.test("readPartsIndex() takes an index that begins with a mark of bytes", () => {
  const { tensors } = read(`\uFEFF${JSON.stringify({ weight_map: { a: "1.safetensors" } })}`);
  assertEquals(tensors.map(valuesOf), [[5]]);
});

Deno.test("readPartsIndex() takes parts of PyTorch, views and all", () => {
  const { format, tensors } = read({
    transposed: "torch.bin",
    offset: "torch.bin",
    a: "1.safetensors",
  });
  assertEquals(format, "index of PyTorch zip and safetensors");
  const [transposed, offset, a] = tensors.map(valuesOf);
  assertEquals([transposed?.slice(0, 5), offset, a], [[0, 6, 12, 18, 1], [5, 6, 7, 8], [5]]);
});

const WRONG: readonly (readonly [index: unknown, message: string])[] = [
  [{ a: "2.safetensors" }, 'tensor "a" is not in "2.safetensors", where its index has it'],
  [
    { a: "3.safetensors" },
    'Cannot read the checkpoint as "3.safetensors" is not there: copy all files that the index names',
  ],
  [{ a: "broken.safetensors" }, 'of its file "broken.safetensors", tensor "a" would end at byte'],
  [{ a: "pointer.safetensors" }, 'of its file "pointer.safetensors", it is a pointer of Git LFS'],
  [
    { a: "index.bin" },
    'of its file "index.bin", "index.bin" is not there',
  ],
  [{ a: 1 }, "it is text and no index of a checkpoint"],
  ["{}", "it is text and no index of a checkpoint"],
  ['{"weight_map": null}', "it is text and no index of a checkpoint"],
  ['{"weight_map"', "it is text and no index of a checkpoint"],
  [
    Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`w${i}`, `${i}.safetensors`])),
    "it names 300 files, more than 256",
  ],
];

for (const [index, message] of WRONG) {
  Deno.test(`readPartsIndex() refuses an index: ${message}`, () => {
    assertThrows(() => read(index), CheckpointError, message);
  });
}
