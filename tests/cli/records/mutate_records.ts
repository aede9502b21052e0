// Tries mutants of records on `report` and `compare` and says how they ended:
//
//   deno run -A tests/cli/records/mutate_records.ts [MUTANTS [FIRST-SEED]]
//
// The default is 20,000. Ends with exit code 1 if one ended otherwise than with a result or a message
// of ours; the seed repeats it.

import { withFolder } from "../../support/run_task.ts";
import { mutantTrial } from "./record_mutants.ts";

const MUTANTS = 20_000;
const MOST_FAULTS = 20;

const [mutantCount = MUTANTS, firstSeed = 0] = Deno.args.map(Number);

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function line(counts: ReadonlyMap<string, number>): string {
  return [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => `${name}: ${count}`)
    .join(", ");
}

await withFolder(async (folder) => {
  const { examine } = await mutantTrial(folder);
  const endings = new Map<string, number>();
  const changes = new Map<string, number>();
  let slowest = { ms: 0, seed: firstSeed };
  let faultCount = 0;
  const start = performance.now();
  for (let seed = firstSeed; seed < firstSeed + mutantCount; seed++) {
    const begin = performance.now();
    try {
      const [ending, ...made] = await examine(seed);
      add(endings, ending);
      made.forEach((name) => add(changes, name));
    } catch (error) {
      add(endings, "fault");
      // deno-lint-ignore no-console
      if (faultCount++ < MOST_FAULTS) console.error(error);
    }
    const ms = performance.now() - begin;
    if (ms > slowest.ms) slowest = { ms, seed };
  }
  const seconds = (performance.now() - start) / 1000;
  // deno-lint-ignore no-console
  console.log([
    `${mutantCount} mutants from seed ${firstSeed} in ${seconds.toFixed(0)} s`,
    `endings: ${line(endings)}`,
    `changes: ${line(changes)}`,
    `slowest: seed ${slowest.seed}, ${(slowest.ms / 1000).toFixed(1)} s`,
  ].join("\n"));
  Deno.exitCode = faultCount === 0 ? 0 : 1;
});
