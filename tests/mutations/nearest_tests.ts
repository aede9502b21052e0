// Which test files see a source file first: its mirror, those that import it, those that reach it.

/** What each module imports, by path from the project's folder. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/**
 * Whether a test file is named after a file or its folder: `bench/count/count.ts` has
 * `tests/bench/count/count_test.ts` and `tests/bench/count/count_laws_test.ts`, `std/assert/_comparable.ts` has
 * `tests/std/assert_test.ts`.
 */
function isMirror(test: string, file: string): boolean {
  const [place, stem] = [`tests/${file.replace(/\.ts$/, "")}`, test.replace(/_test\.ts$/, "")];
  return stem.startsWith(place) || place.startsWith(`${stem}/`);
}

/** How many imports lie between each module and the file, for those that reach it. */
function distancesTo(file: string, imports: Imports): ReadonlyMap<string, number> {
  const importers = new Map<string, string[]>();
  for (const [from, targets] of imports) {
    for (const target of targets) {
      const known = importers.get(target);
      if (known) known.push(from);
      else importers.set(target, [from]);
    }
  }
  const distances = new Map([[file, 0]]);
  for (const [module, distance] of distances) {
    for (const from of importers.get(module) ?? []) {
      if (!distances.has(from)) distances.set(from, distance + 1);
    }
  }
  return distances;
}

/** How many folders, from the project's on, a test's mirrored folder shares with a file's. */
function sharedFolders(test: string, file: string): number {
  const [ofTest, ofFile] = [test.split("/").slice(1, -1), file.split("/").slice(0, -1)];
  const count = ofFile.findIndex((name, i) => name !== ofTest[i]);
  return count < 0 ? ofFile.length : count;
}

/**
 * The test files in groups, to be run one after the other: mirrors and direct importers; those that
 * reach the file by other modules; the rest, which may start it in a process of its own. Within
 * either of the latter, those of the file's own folder go first, then those of the folders around it.
 */
export function nearestTests(
  file: string,
  tests: readonly string[],
  imports: Imports,
): readonly (readonly string[])[] {
  const distances = distancesTo(file, imports);
  const isNear = (test: string) => isMirror(test, file) || (distances.get(test) ?? 2) <= 1;
  const near = tests.filter(isNear);
  const reaching = tests.filter((test) => !isNear(test) && distances.has(test));
  const others = tests.filter((test) => !isNear(test) && !distances.has(test));
  const byFolder = (some: readonly string[]) =>
    [...Map.groupBy(some, (test) => sharedFolders(test, file))]
      .toSorted(([a], [b]) => b - a).map(([, group]) => group);
  return [near, ...byFolder(reaching), ...byFolder(others)];
}
