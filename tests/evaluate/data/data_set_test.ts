import { assertEquals, assertThrows } from "@std/assert";
import { dataSet } from "../../../evaluate/data/data_set.ts";
import { type PictureFiles, pictureFiles } from "../../../evaluate/data/picture_files.ts";
import { withFolder } from "../../support/run_task.ts";
import { runTied } from "../../support/tied_process.ts";

/** Makes empty files, and links to what follows `->`. */
async function make(folder: string, names: readonly string[]): Promise<void> {
  for (const entry of names) {
    const [name = "", target] = entry.split(" -> ");
    const path = `${folder}/${name}`;
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    if (target !== undefined) await linkTo(target, path);
    else if (!name.endsWith("/")) await Deno.writeTextFile(path, "");
  }
}

/** By `ln`, as links need every right of this process otherwise. */
async function linkTo(target: string, path: string): Promise<void> {
  assertEquals((await runTied("ln", { args: ["-s", target, path] })).code, 0);
}

Deno.test({
  name:
    "pictureFiles() follows links, skips what is hidden, keeps empty classes and says what it left",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      await make(folder, [
        "val/b/2.JPEG",
        "val/b/deeper/1.png",
        "val/b/._2.JPEG",
        "val/b/notes.txt",
        "val/a/",
        "val/.cache/3.png",
        "other/4.webp",
        "val/c -> ../other",
        "val/b/5.jpg -> nowhere",
      ]);
      const files = pictureFiles(`${folder}/val`);
      assertEquals(files.folders, ["a", "b", "c"]);
      assertEquals(files.others, { count: 1, first: "b/notes.txt" });
      assertEquals(files.pictures.map(({ name, problem }) => [name, problem]), [
        ["b/2.JPEG", undefined],
        ["b/5.jpg", "it is a link to nothing"],
        ["b/deeper/1.png", undefined],
        ["c/4.webp", undefined],
      ]);
      const { pictures, notes, kind } = dataSet(files, { outputs: 3 });
      assertEquals(pictures.map(({ label }) => label), [1, 1, 1, 2]);
      assertEquals(notes, [
        '1 file(s) are no pictures by their names, the first is "b/notes.txt"',
      ]);
      assertEquals(kind, "sorted names");
    }),
});

Deno.test({
  name: "pictureFiles() refuses a folder that leads into itself, and one that is not there",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      await make(folder, ["val/a/1.png", "val/a/up -> .."]);
      assertThrows(
        () => pictureFiles(`${folder}/val`),
        RangeError,
        "as it leads into itself: take",
      );
      assertThrows(() => pictureFiles(`${folder}/no`), RangeError, "as it is not there: name the");
    }),
});

/** Files of one class folder each, or of none. */
function filesOf(names: readonly string[], folders: readonly string[] = []): PictureFiles {
  return {
    pictures: names.map((name) => ({
      name,
      folder: name.includes("/") ? name.slice(0, name.indexOf("/")) : "",
    })),
    folders,
    others: { count: 0, first: "" },
  };
}

Deno.test("dataSet() labels a flat folder by a file whose kind is named", () => {
  const files = filesOf(["val_1.JPEG", "val_2.JPEG"]);
  const labelling = { outputs: 1000, labels: "449\n1\n" };
  const { pictures, kind } = dataSet(files, { ...labelling, kind: "challenge-id" });
  assertEquals(pictures, [{ name: "val_1.JPEG", label: 0 }, { name: "val_2.JPEG", label: 278 }]);
  assertEquals(kind, "labels, challenge-id");
  const forms =
    "pass --labels FILE with --label-kind index-from-0 or index-from-1 or challenge-id " +
    "or wordnet-id, where FILE has a label a line in the order of the file names, or a file name " +
    "and a label a line; or make a folder for each class";
  assertThrows(
    () => dataSet(files, labelling),
    RangeError,
    `Cannot label the pictures as their kind is not named: ${forms}`,
  );
  assertThrows(
    () => dataSet(files, { outputs: 1000 }),
    RangeError,
    `Cannot label the pictures as there are no class folders: ${forms}`,
  );
});

Deno.test("dataSet() refuses pictures beside class folders, labels beside them, and nothing at all", () => {
  assertThrows(
    () => dataSet(filesOf(["1.png", "a/2.png"], ["a"]), { outputs: 1 }),
    RangeError,
    'Cannot label "1.png" as it lies beside class folders: put it into one',
  );
  assertThrows(
    () => dataSet(filesOf(["a/2.png"], ["a"]), { outputs: 1, labels: "0" }),
    RangeError,
    "as the pictures lie in class folders: leave --labels out",
  );
  assertThrows(
    () => dataSet(filesOf([], ["a"]), { outputs: 1 }),
    RangeError,
    "Cannot evaluate as there is no picture",
  );
});

Deno.test({
  name: "pictureFiles() says of a file whose name is no text why it must not be opened",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withFolder(async (folder) => {
      const { code } = await runTied("sh", {
        args: ["-c", ': > "$1/$(printf "\\377").jpg" && : > "$1/\uFFFD.png"', "sh", folder],
      });
      assertEquals(code, 0);
      const { pictures } = pictureFiles(folder);
      assertEquals(pictures.map(({ name, problem }) => [name, problem]), [
        ["\uFFFD.jpg", "its name is no text in UTF-8, by which it cannot be opened: rename it"],
        ["\uFFFD.png", undefined],
      ]);
    }),
});
