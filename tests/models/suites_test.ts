import { assertEquals } from "@std/assert";
import { findModel } from "../../models/catalog.ts";
import { ALL_SUITE, SUITES } from "../../models/suites.ts";

Deno.test("SUITES name each of their models once", () => {
  for (const [name, suite] of Object.entries(SUITES)) {
    assertEquals([...new Set(suite.map((id) => findModel(id).id))], [...suite], name);
  }
});

Deno.test("ALL_SUITE has every model of every suite, classifiers first", () => {
  assertEquals(new Set(ALL_SUITE), new Set(Object.values(SUITES).flat()));
  const tasks = ALL_SUITE.map((id) => findModel(id).task);
  assertEquals(tasks.lastIndexOf("classification") + 1, tasks.indexOf("detection"));
});
