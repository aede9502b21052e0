// Which test files see a source file first: its mirror, those that import it, those that reach it.

/** What each module imports, by path from the project's folder. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/**
 * Whether a test file is named after a file or its folder: `bench/count/count.ts` has
 * `tests/bench/count/count_test.ts` and `tests/bench/count/count_laws_test.ts`, `std/cli/_read.ts` has
 * `tests/std/cli_test.ts`.
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

/**
 * The test files in groups, to be run one after the other: mirrors and direct importers; those of the
 * same folder that reach the file by other modules; those of other folders that do; the rest, which
 * may start it in a process of its own.
 */
export function nearestTests(
  file: string,
  tests: readonly string[],
  imports: Imports,
): readonly (readonly string[])[] {
  const distances = distancesTo(file, imports);
  const folder = `tests/${file.split("/")[0]}/`;
  const groupOf = (test: string): number => {
    const distance = isMirror(test, file) ? 0 : distances.get(test);
    if (distance === undefined) return 3;
    if (distance <= 1) return 0;
    return test.startsWith(folder) ? 1 : 2;
  };
  const groups = Map.groupBy(tests, groupOf);
  return [0, 1, 2, 3].map((group) => groups.get(group) ?? []);
}
