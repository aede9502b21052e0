import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { zipSync } from "fflate";
import { requireSameWheel, unpackWheel } from "../../../cli/setup/unpack_wheel.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";
import { withFolder } from "../../support/run_task.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Writes an archive and hands over its path and the folder to unpack it into. */
function withArchive<Result>(
  entries: Readonly<Record<string, string>>,
  use: (path: string, folder: string) => Promise<Result>,
): Promise<Result> {
  return withFolder(async (folder) => {
    const path = `${folder}/package.whl`;
    const files = Object.entries(entries).map(([name, text]) => [name, bytes(text)]);
    await Deno.writeFile(path, zipSync(Object.fromEntries(files)));
    return await use(path, `${folder}/unpacked`);
  });
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  return names.toSorted();
}

Deno.test("unpackWheel() unpacks the folder of the package and nothing beside it", async () => {
  const entries = { "pkg/lib.so.1": "abc", "pkg/lib.so": "de", "pkg-1.dist-info/RECORD": "x" };
  await withArchive(entries, async (path, folder) => {
    const unpacked = await unpackWheel(path, { folder: "pkg" }, folder);
    assertEquals(unpacked, { fileCount: 2, bytes: 5 });
    assertEquals(await filesBelow(folder), ["lib.so", "lib.so.1"]);
    assertEquals(await Deno.readTextFile(`${folder}/lib.so.1`), "abc");
  });
});

Deno.test("unpackWheel() unpacks only what is wanted of a folder within folders", async () => {
  const entries = { "a/capi/lib.so": "abc", "a/capi/other.so": "d", "a/capi/sub/x.so": "e" };
  await withArchive(entries, async (path, folder) => {
    const found = { folder: "a/capi", only: ["lib.so"] };
    assertEquals(await unpackWheel(path, found, folder), { fileCount: 1, bytes: 3 });
    assertEquals(await filesBelow(folder), ["lib.so"]);
  });
});

Deno.test("unpackWheel() puts a package in the place of an older one, whole", async () => {
  await withArchive({ "pkg/new.so": "1" }, async (path, folder) => {
    await Deno.mkdir(folder);
    await Deno.writeTextFile(`${folder}/old.so`, "0");
    await unpackWheel(path, { folder: "pkg" }, folder);
    assertEquals(await filesBelow(folder), ["new.so"]);
    assertEquals(await filesBelow(folder.replace("/unpacked", "")), ["package.whl", "unpacked"]);
  });
});

for (const entry of ["pkg/../../evil", "pkg/sub/lib.so", "pkg/.hidden", "pkg/..", "pkg/a\\..\\b"]) {
  Deno.test(`unpackWheel() refuses ${entry} and writes nothing`, async () => {
    await withArchive({ "pkg/lib.so": "1", [entry]: "2" }, async (path, folder) => {
      await assertRejects(
        () => unpackWheel(path, { folder: "pkg" }, folder),
        UsageError,
        "in it is no file of its folder",
      );
      assertEquals(await filesBelow(folder.replace("/unpacked", "")), ["package.whl"]);
    });
  });
}

Deno.test("unpackWheel() refuses an archive without the folder, and one that is cut off", async () => {
  await withArchive({ "other/lib.so": "1" }, async (path, folder) => {
    await assertRejects(
      () => unpackWheel(path, { folder: "pkg" }, folder),
      UsageError,
      "as it has no folder pkg",
    );
    await Deno.truncate(path, 20);
    await assertRejects(
      () => unpackWheel(path, { folder: "pkg" }, folder),
      UsageError,
      "as it is no whole archive",
    );
  });
});

Deno.test("requireSameWheel() takes the very bytes and no others", async () => {
  const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  const wheel = { file: "a-1.whl", bytes: 3, sha256 };
  await withFolder(async (folder) => {
    const path = `${folder}/any.whl`;
    assertThrows(() => requireSameWheel(path, wheel), UsageError, 'Cannot read "');
    await Deno.writeTextFile(path, "abc");
    requireSameWheel(path, wheel);
    await Deno.writeTextFile(path, "abd");
    assertThrows(
      () => requireSameWheel(path, wheel),
      UsageError,
      `as it is not a-1.whl whole and unchanged: its SHA-256 is a52d159f`,
    );
  });
});
