// cli/options/model_arguments.ts: what is said of names that could mean something else.

import { assertEquals } from "@std/assert";
import { takenText } from "../../../cli/options/model_arguments.ts";
import { CATALOG, matchModels } from "../../../models/catalog.ts";

Deno.test("takenText() names twenty networks that a pattern fits, and counts the others", () => {
  const said = (count: number) =>
    takenText("*", { kind: "pattern", entries: CATALOG.slice(0, count) });
  const ids = CATALOG.slice(0, 20).map(({ id }) => id).join(", ");
  assertEquals(said(20), `"*" fits 20: ${ids}`);
  assertEquals(said(21), `"*" fits 21: ${ids} and 1 more`);
});

Deno.test("takenText() says what a star was taken for, and nothing of a plain name", () => {
  const taken = (text: string) => takenText(text, matchModels(text));
  assertEquals(taken("deit-s"), undefined);
  assertEquals(
    taken("dsnet-t*"),
    '"dsnet-t*" is DS-Net-T*, with alignment (dsnet-t-aligned); ' +
      '"dsnet-t**" would be every id that fits',
  );
});
