import { assertEquals } from "@std/assert";
import { withCure } from "../../../cli/engines/choose_engines.ts";

Deno.test("withCure() says once how to get what is missing, whichever program does it", () => {
  const install = "python3 -m pip install torch numpy";
  const said = "Cannot import torch: /opt/python -m pip install torch numpy, or name another";
  assertEquals(withCure(said, install), said);
  assertEquals(withCure("it has only cpu", install), `it has only cpu; get it by: ${install}`);
  assertEquals(withCure("it has only cpu", "make"), "it has only cpu; get it by: make");
  const refused = "Cannot compute in tf32 on cpu: tf32 is of cuda only";
  assertEquals(withCure(refused, install), refused);
  assertEquals(
    withCure("no such library", install, { "provider-library": "/p.so" }),
    "no such library",
  );
});
