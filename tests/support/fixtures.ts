// Recorded references, read from tests/fixtures/.

/** Text of a fixture, e.g. `state_dicts/resnet50.txt`. */
export function readFixture(path: string): Promise<string> {
  return Deno.readTextFile(new URL(`../fixtures/${path}`, import.meta.url));
}
