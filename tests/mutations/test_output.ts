// What `deno test` says of each test file: how long it took, so that quick ones go first, and whether it
// failed.

const UNIT_SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** How a test ended, as a line says it; steps are indented and part of their test. */
interface EndedTest {
  readonly file: string;
  readonly hasFailed: boolean;
  readonly duration: string;
}

/** The tests that ended, in order. */
function endedTests(output: string): readonly EndedTest[] {
  let file = "";
  return output.split("\n").flatMap((line): readonly EndedTest[] => {
    file = /^running \d+ tests? from \.\/(\S+)/.exec(line)?.[1] ?? file;
    const [, result, duration] = /^\S.* \.\.\. (ok|FAILED|ignored).* \(([^)]+)\)$/.exec(line) ?? [];
    if (file === "" || duration === undefined) return [];
    return [{ file, hasFailed: result === "FAILED", duration }];
  });
}

/** Seconds by test file, as far as a run came: the sum of its tests. */
export function testSeconds(output: string): ReadonlyMap<string, number> {
  const seconds = new Map<string, number>();
  for (const { file, duration } of endedTests(output)) {
    const ofTest = Array.from(duration.matchAll(/(\d+)(ms|s|m|h)/g))
      .reduce((sum, [, count, unit = ""]) => sum + Number(count) * (UNIT_SECONDS[unit] ?? 0), 0);
    seconds.set(file, (seconds.get(file) ?? 0) + ofTest);
  }
  return seconds;
}

/** The test files with a test that failed, or that could not be loaded. */
export function failedFiles(output: string): readonly string[] {
  const unloaded = output.matchAll(/^\.\/(\S+) \(uncaught error\)/gm);
  return [
    ...new Set([
      ...endedTests(output).filter(({ hasFailed }) => hasFailed).map(({ file }) => file),
      ...Array.from(unloaded, ([, file = ""]) => file),
    ]),
  ];
}

/** Files that take longer wait for the others. */
const QUICK_SECONDS = 3;

/** The quick files of a group, then the others; what was never seen is taken for quick. */
export function quickFirst(
  files: readonly string[],
  seconds: ReadonlyMap<string, number>,
): readonly (readonly string[])[] {
  const isQuick = (file: string) => (seconds.get(file) ?? 0) <= QUICK_SECONDS;
  const slow = files.filter((file) => !isQuick(file));
  return [files.filter(isQuick), ...slow.toSorted(byCost).map((file) => [file])];

  function byCost(a: string, b: string): number {
    return (seconds.get(a) ?? 0) - (seconds.get(b) ?? 0);
  }
}
