import { assertEquals } from "@std/assert";
import { methodName, methodRank } from "../../../reports/row/method.ts";
import { METHODS } from "../fixtures/fixed_records.ts";

Deno.test("methodName() gives the name for people, or the id of an unlisted model", () => {
  assertEquals(methodName("deit-s", METHODS), "DeiT-S");
  assertEquals(methodName("other", METHODS), "other");
});

Deno.test("methodRank() puts unlisted models last", () => {
  assertEquals(methodRank("deit-s", METHODS), 1);
  assertEquals(methodRank("other", METHODS), 4);
});
