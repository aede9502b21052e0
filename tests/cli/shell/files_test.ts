import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { setTimeout as delay } from "node:timers/promises";
import {
  fileSha256,
  fileText,
  isThere,
  piecesOf,
  requireWritableFolder,
  writeWhole,
  writeWholeFile,
} from "../../../cli/shell/files.ts";
import { Interruption, RunError, UsageError } from "../../../cli/shell/usage_error.ts";
import { withFolder } from "../../support/run_task.ts";

Deno.test("what the system refuses is said with what helps, in one line", () =>
  withFolder(async (folder) => {
    const missing = `${folder}/missing`;
    assertThrows(
      () => fileSha256(missing),
      UsageError,
      `Cannot read "${missing}" as it is not there: check its name`,
    );
    const file = `${folder}/file`;
    await Deno.writeTextFile(file, "");
    for (const place of [file, `${file}/below`]) {
      await assertRejects(
        () => requireWritableFolder(place),
        UsageError,
        `Cannot write to "${place}" as a file is in the place of a folder: choose another path`,
      );
    }
    await assertRejects(
      () => requireWritableFolder("/proc/dsnet-bench"),
      UsageError,
      'Cannot write to "/proc/dsnet-bench" as no program may touch that place: choose another path',
    );
  }));

Deno.test("fileText() refuses what is empty or too long, and what is none", () =>
  withFolder(async (folder) => {
    const path = `${folder}/table.csv`;
    const refused = (message: string) =>
      assertThrows(() => fileText(path, "table", 3), UsageError, message);
    refused(`Cannot read "${path}" as it is not there`);
    await Deno.writeTextFile(path, "\n");
    refused(`Cannot read "${path}" as it is empty and no table: name another file`);
    await Deno.writeTextFile(path, "a,b\n");
    refused(`Cannot read "${path}" as a table may have 3 bytes: it has 4, leave the rest out`);
    await Deno.writeTextFile(path, "a,b");
    assertEquals(fileText(path, "table", 3), "a,b");
    // As some editors write it.
    await Deno.writeTextFile(path, "\ufeffa,b");
    assertEquals(fileText(path, "table", 6), "a,b");
  }));

Deno.test("writeWholeFile() leaves nothing of what is not whole, also when it is interrupted", () =>
  withFolder(async (folder) => {
    const path = `${folder}/file`;
    await writeWholeFile(path, new Uint8Array([1]));
    const broken = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array([2])),
      pull: (controller) => controller.error(new Error("no more")),
    });
    await assertRejects(() => writeWholeFile(path, broken), RunError, "no more");
    if (Deno.build.os !== "windows") {
      const endless = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(new Uint8Array([3])),
        async pull(controller) {
          Deno.kill(Deno.pid, "SIGTERM");
          await delay(5);
          controller.enqueue(new Uint8Array([3]));
        },
      });
      const interrupted = writeWholeFile(path, endless);
      await assertRejects(
        () => interrupted,
        Interruption,
        `interrupted: "${path}" was not written`,
      );
    }
    assertEquals(await Array.fromAsync(Deno.readDir(folder), ({ name }) => name), ["file"]);
    assertEquals(await Deno.readFile(path), new Uint8Array([1]));
  }));

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
