import { assertEquals } from "@std/assert";
import { partNames } from "../../../reports/text/part_names.ts";

Deno.test("partNames() has streams in their order and what belongs nowhere last", () => {
  assertEquals(partNames([{ "(unknown)": 1, shared: 1, mlp: 1 }, { alignment: 1, local: 1 }]), [
    "local",
    "alignment",
    "mlp",
    "shared",
    "(unknown)",
  ]);
});

Deno.test("partNames() keeps the order of appearance of other parts", () => {
  assertEquals(partNames([{ stem: 1, "(network)": 1, blocks1: 1 }, { head: 1 }]), [
    "stem",
    "blocks1",
    "head",
    "(network)",
  ]);
});
