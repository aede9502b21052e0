// How long each test file takes, read off the output of `deno test`, so that quick ones go first.

const UNIT_SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Seconds by test file, as far as a run came: the sum of its tests. */
export function testSeconds(output: string): ReadonlyMap<string, number> {
  const seconds = new Map<string, number>();
  let file = "";
  for (const line of output.split("\n")) {
    file = /^running \d+ tests? from \.\/(\S+)/.exec(line)?.[1] ?? file;
    const duration = / \.\.\. (?:ok|FAILED|ignored) \(([^)]+)\)$/.exec(line)?.[1];
    if (file === "" || duration === undefined) continue;
    const ofTest = Array.from(duration.matchAll(/(\d+)(ms|s|m|h)/g))
      .reduce((sum, [, count, unit = ""]) => sum + Number(count) * (UNIT_SECONDS[unit] ?? 0), 0);
    seconds.set(file, (seconds.get(file) ?? 0) + ofTest);
  }
  return seconds;
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
