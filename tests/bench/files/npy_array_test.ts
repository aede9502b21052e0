import { assertEquals, assertThrows } from "@std/assert";
import { npyArray } from "../../../bench/files/npy_array.ts";
import { FileError } from "../../../models/file/file_error.ts";
import { npyFile } from "../../support/npy_file.ts";

/** `numpy.save` of numpy 2.4 of `numpy.array([[1, -2]], dtype="int16")`, byte by byte. */
const BY_NUMPY =
  "k05VTVBZAQB2AHsnZGVzY3InOiAnPGkyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsIDIpLCB9" +
  "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAP7/";

Deno.test("npyArray() reads what numpy writes", () => {
  assertEquals(npyArray(Uint8Array.fromBase64(BY_NUMPY)), {
    dtype: "int16",
    shape: [1, 2],
    bytes: new Uint8Array([1, 0, 0xfe, 0xff]),
  });
  assertEquals(npyFile("<i2", "(1, 2)", Int16Array.from([1, -2])), Uint8Array.fromBase64(BY_NUMPY));
});

Deno.test("npyArray() reads an array of one axis, and one of none", () => {
  const one = npyArray(npyFile("<f4", "(2,)", Float32Array.from([1, 2])));
  assertEquals([one.dtype, one.shape, one.bytes.length], ["float32", [2], 8]);
  assertEquals(npyArray(npyFile("|b1", "()", new Uint8Array(1))).shape, []);
});

/** As version 2.0 of the format has it: the length of the header takes four bytes. */
function inSecondVersion(file: Uint8Array<ArrayBuffer>, length?: number): Uint8Array<ArrayBuffer> {
  const head = new DataView(file.slice(0, 12).buffer);
  head.setUint8(6, 2);
  head.setUint32(8, length ?? new DataView(file.buffer).getUint16(8, true), true);
  return new Uint8Array([...new Uint8Array(head.buffer), ...file.subarray(10)]);
}

Deno.test("npyArray() reads the second version, and no header without end", () => {
  const file = npyFile("<i2", "(1, 2)", Int16Array.from([1, -2]));
  assertEquals(npyArray(inSecondVersion(file)).bytes, new Uint8Array([1, 0, 0xfe, 0xff]));
  assertThrows(
    () => npyArray(inSecondVersion(file, 2 ** 31)),
    FileError,
    "its header has 2147483648 bytes",
  );
});

Deno.test("npyArray() says what is wrong, and how to save it", () => {
  const floats = new Float32Array(6);
  const refused = (file: Uint8Array<ArrayBuffer>, reason: string) =>
    assertThrows(() => npyArray(file), FileError, reason);
  refused(new Uint8Array(20), "it is no array of numpy: save it by numpy.save");
  refused(npyFile("<c8", "(3,)", floats), 'its elements are "<c8"');
  refused(npyFile("constructor", "(3,)", floats), 'its elements are "constructor"');
  refused(npyFile("<f4", "(2, 3)", floats, "True"), "its first axis is the innermost");
  refused(
    npyFile("<f4", "(2, 4)", floats),
    "it has 24 bytes of elements, where its shape takes 32",
  );
  // Cut off within the header
  refused(npyFile("<f4", "(2, 3)", floats).slice(0, 20), 'its elements are ""');
});
