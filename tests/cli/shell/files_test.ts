import { assertEquals } from "@std/assert";
import { isThere, piecesOf, writeWhole } from "../../../cli/shell/files.ts";
import { withFolder } from "../../support/run_task.ts";

Deno.test("isThere() tells what is there, and lets whoever opens it say the rest", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    assertEquals(await isThere(`${folder}/file`), true);
    assertEquals(await isThere(folder), true);
    assertEquals(await isThere(`${folder}/missing`), false);
    // What cannot be looked at is opened, and says why.
    assertEquals(await isThere(`${folder}/file/below`), true);
  }));

Deno.test("piecesOf() gives every byte of a file once, in order", () =>
  withFolder(async (folder) => {
    const path = `${folder}/file`;
    const bytes = Uint8Array.from({ length: (1 << 18) + 3 }, (_, i) => i % 251);
    await Deno.writeFile(path, bytes);
    using file = await Deno.open(path);
    const read: number[] = [];
    for (const piece of piecesOf(file, path)) for (const byte of piece) read.push(byte);
    assertEquals(Uint8Array.from(read), bytes);
  }));

Deno.test("writeWhole() goes on until a stream has taken all", () => {
  const taken: number[] = [];
  const writeSync = (bytes: Uint8Array) => {
    taken.push(...bytes.subarray(0, 2));
    return Math.min(2, bytes.length);
  };
  writeWhole({ writeSync }, "a€b");
  assertEquals(new TextDecoder().decode(Uint8Array.from(taken)), "a€b");
});
