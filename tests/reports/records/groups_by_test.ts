import { assertEquals } from "@std/assert";
import { groupsBy } from "../../../reports/records/groups_by.ts";

Deno.test("groupsBy() has groups and their items in order of appearance", () => {
  assertEquals(groupsBy(["bb", "a", "cc", "d"], ({ length }) => length), [["bb", "cc"], [
    "a",
    "d",
  ]]);
  assertEquals(groupsBy([], () => 1), []);
});
