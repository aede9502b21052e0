import { assertEquals } from "@std/assert";
import { findModel } from "../../../models/catalog.ts";

Deno.test("pvtStages() leaves the class token's entry, the first of stage 4's table, out of detectors", () => {
  const { nodes, parameters } = findModel("pvt-small-stages").build();
  const reader = nodes.find(({ inputs: [table = ""] }) => table.endsWith("pos_embed4"));
  const sizes = parameters.find(({ name }) => name === reader?.inputs[1])?.data;
  assertEquals([reader?.op, [...sizes ?? []]], ["Split", [1n, 49n]]);
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  assertEquals(reader?.outputs.map((name) => read.has(name)), [false, true]);
});
