// models/file/reading/foreign_file.ts: what people name by mistake is named, with the cure.

import { assertEquals, assertThrows } from "@std/assert";
import { FileError } from "../../../../models/file/file_error.ts";
import { readModel } from "../../../../models/file/reading/read_model.ts";
import { bytesInMemory } from "../../../../models/file/wire/byte_source.ts";

/** Latin-1 text -> bytes. */
function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

const FILES: readonly (readonly [what: string, begins: string, message: string])[] = [
  ["nothing", "", "the file is empty: export or download it again"],
  [
    "a pointer of Git LFS",
    "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 102400\n",
    'a pointer of Git LFS that stands for the model: fetch the model itself with "git lfs pull"',
  ],
  ["a page", "\n<!DOCTYPE html>\n<html>", "it is an HTML page: the server sent a page"],
  ["a page with a mark of bytes", "\xef\xbb\xbf<html lang=en>", "it is an HTML page"],
  ["a zip", "PK\x03\x04\x14\0\0\0model.onnx", "it is a zip archive: unpack it"],
  ["a checkpoint", "PK\x03\x04\0\0\x08\x08archive/data.pkl", "it is a checkpoint of PyTorch"],
  ["an old checkpoint", "\x80\x02\x8a\x0al\xfc\x9cF", "it is a pickle of Python"],
  ["safetensors", '\x40\0\0\0\0\0\0\0{"w":{"dtype"', "it is a file of safetensors"],
  ["TensorFlow Lite", "\x1c\0\0\0TFL3\x14\0", "it is a model of TensorFlow Lite"],
  ["ORT's own format", "\x18\0\0\0ORTM", "it is a model in ONNX Runtime's own format (.ort)"],
  ["HDF5", "\x89HDF\r\n\x1a\n", "it is a file of HDF5, as Keras writes"],
  ["GGUF", "GGUF\x03\0\0\0", "it is a file of GGUF"],
  ["gzip", "\x1f\x8b\x08\0", "it is an archive: unpack it"],
  ["JSON", '{\n  "irVersion": "8"', "it is text and no binary ONNX model"],
  ["text", "ir_version: 8\ngraph {", "it is text and no binary ONNX model"],
  ["a graph of TensorFlow", "\x0a\x03\x0a\x01x", "field 1 is a length and bytes, where ONNX has"],
  ["another text", "hello world\n", "Cannot read the model as"],
];

for (const [what, begins, message] of FILES) {
  Deno.test(`readModel() names ${what} that is called a model`, () => {
    assertThrows(() => readModel(bytesInMemory(latin1(begins))), FileError, message);
  });
}

Deno.test("readModel() says of a message without graph that it is no model", () => {
  assertThrows(
    () => readModel(bytesInMemory(Uint8Array.of(0x08, 8))),
    FileError,
    "Cannot read the model as it has no graph: name an ONNX model, or export it again",
  );
  const error = assertThrows(() => readModel(bytesInMemory(Uint8Array.of(0x08))), FileError);
  assertEquals(error.message.includes("\n"), false);
});
