import { assertEquals } from "@std/assert";
import { publishedFacts } from "../../../reports/html/facts.ts";
import { figure } from "../../audit/audit_figure.ts";

/** What stands under "As the source states". */
function stated(limits: { device?: string; read: "first-hand" | "second-hand"; note: string }) {
  const facts = publishedFacts("Top-1 (%)", { ...figure("m", "top1", "79.0"), ...limits });
  return facts.find(([name]) => name === "As the source states")?.[1];
}

Deno.test("publishedFacts() says device, that it was read second-hand, and the note", () => {
  assertEquals(
    stated({ device: "V100", read: "second-hand", note: "224" }),
    "V100; read second-hand; 224",
  );
  assertEquals(stated({ read: "first-hand", note: "224" }), "224");
  assertEquals(stated({ read: "first-hand", note: "" }), "");
});
