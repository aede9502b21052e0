import { assertEquals } from "@std/assert";
import { nearestNames } from "../../models/nearest_names.ts";

Deno.test("nearestNames() puts what takes fewest edits first, equals in their order", () => {
  const names = ["regnety-4g", "pvt-t", "deit-t", "deit-s"];
  assertEquals(nearestNames("deit-s", names), ["deit-s", "deit-t", "pvt-t"]);
  assertEquals(nearestNames("deit-x", names).slice(0, 2), ["deit-t", "deit-s"]);
  assertEquals(nearestNames("-".repeat(1e6), names)[0], "regnety-4g");
  assertEquals(nearestNames("any", []), []);
});
