// models/checkpoint/formats/torch_legacy.ts: files of the older form that end too early or too late.

import { assertEquals, assertThrows } from "@std/assert";
import { CheckpointError } from "../../../../models/checkpoint/checkpoint_error.ts";
import { readTorchLegacy } from "../../../../models/checkpoint/formats/torch_legacy.ts";
import { bytesInMemory } from "../../../../models/file/wire/byte_source.ts";
import { checkpointFile } from "../../../support/checkpoint_cases.ts";

const FILE = checkpointFile("old odd");

function read(bytes: Uint8Array) {
  return readTorchLegacy(bytesInMemory(bytes), undefined);
}

Deno.test("readTorchLegacy() refuses a file that is cut off anywhere", () => {
  for (let length = FILE.length - 1; length > 0; length -= 7) {
    assertThrows(() => read(FILE.subarray(0, length)), CheckpointError);
  }
  assertThrows(
    () => read(FILE.subarray(0, -1)),
    CheckpointError,
    "would end beyond the file of 602 bytes: the file is cut off, save or download it again",
  );
});

Deno.test("readTorchLegacy() says of bytes after the last storage that they are passed over", () => {
  assertEquals(read(Uint8Array.from([...FILE, 1])).notices, [
    "1 bytes follow its last storage and are passed over",
  ]);
});

Deno.test("readTorchLegacy() refuses a storage that is longer than its tensors say", () => {
  // Storages are in the order of their keys, which are addresses: which one is the last is chance.
  const view = new DataView(FILE.slice().buffer);
  const placeOf = (count: number) => FILE.length - 4 * count - 8;
  const count = [1, 2].find((some) => view.getBigUint64(placeOf(some), true) === BigInt(some)) ?? 0;
  const longer = Uint8Array.from([...FILE.with(placeOf(count), count + 1), 0, 0, 0, 0]);
  assertThrows(
    () => read(longer),
    CheckpointError,
    `of ${4 * count + 4} bytes, where ${count} elements of float32 take ${4 * count}`,
  );
});
