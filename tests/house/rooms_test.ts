// The rooms of docs/architecture.md: what each folder may import, and that nothing runs in circles.

import { assertEquals } from "@std/assert";
import { dirname } from "node:path";
import { importsOf } from "../support/imports_of.ts";
import { sourceFiles, sourceText } from "../support/source_files.ts";

/** Most files of a folder's own; the subfolders' are theirs. */
const MOST_FILES = 15;

const FILES: readonly string[] = [
  ...await Array.fromAsync(sourceFiles("models")),
  ...await Array.fromAsync(sourceFiles("bench")),
  ...await Array.fromAsync(sourceFiles("evaluate")),
  ...await Array.fromAsync(sourceFiles("audit")),
  ...await Array.fromAsync(sourceFiles("reports")),
  ...await Array.fromAsync(sourceFiles("cli")),
];

const IMPORTS: ReadonlyMap<string, readonly string[]> = new Map(
  await Promise.all(
    FILES.map(async (path): Promise<[string, readonly string[]]> => [path, await importsOf(path)]),
  ),
);

/** The items of the list: a room and the rooms that it may import, in order. */
function roomsOf(page: string): ReadonlyMap<string, readonly string[]> {
  const items = page.matchAll(/^- `([a-z/_]+)`: [^.]+\.(?:\s+Imports\s([^.]+)\.)?$/gm);
  return new Map(
    [...items].map(([, room = "", imported = ""]) => [
      room,
      [...imported.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name),
    ]),
  );
}

const ROOMS = roomsOf(await sourceText("docs/architecture.md"));

Deno.test("every folder with files is a room of docs/architecture.md, and every room has files", () => {
  assertEquals([...new Set(FILES.map(dirname))].toSorted(), [...ROOMS.keys()].toSorted());
});

Deno.test("the rooms of docs/architecture.md import rooms above them only", () => {
  const names = [...ROOMS.keys()];
  const backwards = [...ROOMS].flatMap(([room, imported]) =>
    imported.filter((other) => !names.slice(0, names.indexOf(room)).includes(other))
      .map((other) => `${room} -> ${other}`)
  );
  assertEquals(backwards, []);
});

Deno.test("every room imports exactly what docs/architecture.md says", () => {
  const isCode = (path: string) => path.endsWith(".ts");
  const found = [...ROOMS.keys()].map((room) => {
    const own = FILES.filter((path) => dirname(path) === room);
    const rooms = own.flatMap((path) => (IMPORTS.get(path) ?? []).filter(isCode).map(dirname));
    return [room, [...new Set(rooms)].filter((name) => name !== room).toSorted()];
  });
  const documented = [...ROOMS].map(([room, imported]) => [room, imported.toSorted()]);
  assertEquals(Object.fromEntries(found), Object.fromEntries(documented));
});

/** A circle of imports, as the files along it; empty if there is none. */
function circleOf(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  function visit(path: string, way: readonly string[]): readonly string[] {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const next of imports.get(path) ?? []) {
      const circle = visit(next, [...way, path]);
      if (circle.length > 0) return circle;
    }
    done.add(path);
    return [];
  }
  for (const path of imports.keys()) {
    const circle = visit(path, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

Deno.test("circleOf() gives the files of a circle, and nothing where there is none", () => {
  const of = (pairs: Readonly<Record<string, readonly string[]>>) => new Map(Object.entries(pairs));
  assertEquals(circleOf(of({ a: ["b"], b: ["c"], c: ["b"] })), ["b", "c", "b"]);
  assertEquals(circleOf(of({ a: ["b", "c"], b: ["c"], c: [] })), []);
});

Deno.test("no files import each other in a circle", () => {
  assertEquals(circleOf(IMPORTS), []);
});

Deno.test(`no folder holds more than ${MOST_FILES} files of its own`, () => {
  const counts = Map.groupBy(FILES, dirname);
  const full = [...counts].filter(([, files]) => files.length > MOST_FILES);
  assertEquals(full.map(([folder, files]) => `${folder}: ${files.length}`), []);
});

/** Base names that stand for one thing seen by two rooms: a command and what it runs. */
const SHARED_NAMES: readonly string[] = ["mod.ts"];

Deno.test("no two files share a base name", () => {
  const byName = Map.groupBy(FILES, (path) => path.split("/").at(-1) ?? "");
  const shared = [...byName].filter(([name, paths]) =>
    paths.length > 1 && !SHARED_NAMES.includes(name)
  );
  assertEquals(shared.map(([, paths]) => paths), []);
});
