// models/checkpoint/formats/array_pickle.ts: texts that stand for bytes are looked at once.

import { assertEquals, assertThrows } from "@std/assert";
import { CheckpointError } from "../../../../models/checkpoint/checkpoint_error.ts";
import { readArrayPickle } from "../../../../models/checkpoint/formats/array_pickle.ts";
import { bytesInMemory } from "../../../../models/file/wire/byte_source.ts";
import { valuesOf } from "../../../support/checkpoint_cases.ts";
import { latin1 } from "../../../support/pickle_text.ts";

/** So long that the text stays in the file. */
const COUNT = 5000;
const TEXT = `X${String.fromCharCode(COUNT % 256, COUNT >> 8)}\0\0${"a".repeat(COUNT)}q\x01`;
const DTYPE = "cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R";

/** An array of so many bytes, of the text that was kept. */
function array(count: number): string {
  const make = "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R";
  const size = `M${String.fromCharCode(count % 256, count >> 8)}\x85`;
  return `${make}(K\x01${size}${DTYPE}\x89c_codecs\nencode\nh\x01U\x06latin1\x86Rtb`;
}

Deno.test("readArrayPickle() reads a text that many arrays share once", () => {
  const arrays = Array.from({ length: 50 }, (_, i) => `U\x02${10 + i}${array(COUNT)}`).join("");
  const file = latin1(`\x80\x02${TEXT}0}(${arrays}u.`);
  let readBytes = 0;
  const { size, read } = bytesInMemory(file);
  const source = {
    size,
    read(offset: number, byteLength: number) {
      readBytes += byteLength;
      return read(offset, byteLength);
    },
  };
  const { tensors } = readArrayPickle(source, undefined);
  assertEquals([tensors.length, readBytes < 2 * file.length], [50, true]);
  assertEquals(new Set(tensors[49] && valuesOf(tensors[49])), new Set([0x61]));
});

Deno.test("readArrayPickle() refuses an array of other sizes than its bytes have", () => {
  const file = latin1(`\x80\x02${TEXT}0}U\x01w${array(COUNT - 1)}s.`);
  assertThrows(
    () => readArrayPickle(bytesInMemory(file), undefined),
    CheckpointError,
    'array "w" has 5000 bytes, where [4999] of uint8 takes 4999',
  );
});

Deno.test("readArrayPickle() lists elements whose highest byte is first, and does not read them", () => {
  const order = "(K\x03U\x01>NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb";
  const text = array(COUNT / 2).replace("u1", "u2").replace("\x87R\x89", `\x87R${order}\x89`);
  const file = latin1(`\x80\x02${TEXT}0}U\x01w${text}s.`);
  const { tensors: [tensor] } = readArrayPickle(bytesInMemory(file), undefined);
  assertEquals(tensor?.dtype, "unknown >u2");
});

Deno.test("readArrayPickle() says of bytes after the pickle that they are passed over", () => {
  const file = latin1(`\x80\x02${TEXT}0}U\x01w${array(COUNT)}s.abc`);
  assertEquals(readArrayPickle(bytesInMemory(file), undefined).notices, [
    "3 bytes follow its pickle and are passed over",
  ]);
});
