import { assertEquals } from "@std/assert";
import { processorList } from "../../../bench/machine/pinning.ts";

Deno.test("processorList() names every processor of a range", () => {
  assertEquals(processorList("0-2,8"), [0, 1, 2, 8]);
  assertEquals(processorList("3"), [3]);
  assertEquals(processorList(null), []);
});
