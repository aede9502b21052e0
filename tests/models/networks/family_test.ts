import { assertEquals } from "@std/assert";
import { CATALOG } from "../../../models/catalog.ts";

Deno.test("every family of the catalog has a test file that runs its networks", async () => {
  const folder = new URL(".", import.meta.url);
  const texts = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith("_test.ts")) texts.push(await Deno.readTextFile(new URL(name, folder)));
  }
  const run = texts.flatMap((text) =>
    Array.from(text.matchAll(/^testFamily\("(.+)"\);$/gm), ([, family]) => family)
  );
  assertEquals(run.toSorted(), [...new Set(CATALOG.map(({ family }) => family))].toSorted());
});
