// Tries many mutants and says how they ended, for programs that are run by hand.

const MUTANTS = 20_000;
const MOST_FAULTS = 20;
const MOST_MS = 2000;
const MOST_BYTES = 300e6;

/**
 * Examines as many mutants as the first argument of the program says, from the seed of the second one
 * on. The exit code is 1 if one threw, took more than 2 s, or if the process came to need more than
 * 300 MB.
 *
 * @param examine How one ends, in a few words.
 */
export function tryMutants(examine: (seed: number) => string): void {
  const [mutantCount = MUTANTS, firstSeed = 0] = Deno.args.map(Number);
  const endings = new Map<string, number>();
  const faults: string[] = [];
  let slowest = { ms: 0, seed: firstSeed };
  let largest = { bytes: 0, seed: firstSeed };
  const start = performance.now();
  for (let seed = firstSeed; seed < firstSeed + mutantCount; seed++) {
    const begin = performance.now();
    try {
      const ending = examine(seed);
      endings.set(ending, (endings.get(ending) ?? 0) + 1);
    } catch (error) {
      faults.push(`seed ${seed}: ${error instanceof Error ? error.stack : error}`);
    }
    const ms = performance.now() - begin;
    if (ms > slowest.ms) slowest = { ms, seed };
    const bytes = Deno.memoryUsage().rss;
    if (bytes > largest.bytes) largest = { bytes, seed };
  }
  if (slowest.ms > MOST_MS) faults.push(`seed ${slowest.seed} took ${slowest.ms} ms`);
  if (largest.bytes > MOST_BYTES) faults.push(`seed ${largest.seed} needed ${largest.bytes} bytes`);
  const byCount = [...endings].sort(([, a], [, b]) => b - a);
  // deno-lint-ignore no-console
  console.log([
    ...faults.slice(0, MOST_FAULTS),
    `${mutantCount} mutants from seed ${firstSeed} in ${
      ((performance.now() - start) / 1000).toFixed(0)
    } s`,
    `slowest: seed ${slowest.seed}, ${slowest.ms.toFixed(0)} ms`,
    `largest: seed ${largest.seed}, ${(largest.bytes / 1e6).toFixed(0)} MB`,
    ...byCount.map(([ending, count]) => `${count}: ${ending}`),
  ].join("\n"));
  Deno.exitCode = faults.length === 0 ? 0 : 1;
}
