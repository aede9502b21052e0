// What a run over the mutations says, for people.

import type { Mutation } from "./mutation.ts";

/** What became of one mutation. */
export interface MutationResult {
  /** Of the files that were mutated: git's hash of the tree. */
  readonly tree: string;
  readonly what: string;
  readonly file: string;
  readonly verdict: "killed" | "survived";
  /** The test that failed first. */
  readonly by: string;
}

function percent(part: number, whole: number): string {
  return `${(100 * part / whole).toFixed(1)} %`;
}

/** Score by folder, then those that survived and those that no test can kill. */
export function scoreText(
  results: readonly MutationResult[],
  equivalent: readonly Mutation[],
): string {
  const folders = Map.groupBy(results, ({ file }) => file.split("/").slice(0, -1).join("/"));
  const killedOf = (some: readonly MutationResult[]) =>
    some.filter(({ verdict }) => verdict === "killed").length;
  const line = (name: string, some: readonly MutationResult[]) =>
    `${name}: ${killedOf(some)} of ${some.length} killed, ${percent(killedOf(some), some.length)}`;
  const survivors = results.filter(({ verdict }) => verdict === "survived");
  return [
    ...[...folders].toSorted(([a], [b]) => a < b ? -1 : 1).map(([name, some]) => line(name, some)),
    line("all", results),
    ...survivors.map(({ file, what }) => `survived: ${file}: ${what}`),
    ...equivalent.map(({ file, what, equivalent }) =>
      `equivalent: ${file}: ${what}: ${equivalent}`
    ),
  ].join("\n");
}
