import { assertEquals } from "@std/assert";
import { otherPrecision } from "../../../bench/engine/other_precision.ts";

Deno.test("otherPrecision() is what a device computes in where something else was asked for", () => {
  const found = (precision: "fp32" | "tf32" | null, asked: string, isHalfFile = false) =>
    otherPrecision({ precision }, { precision: asked, isHalfFile });
  assertEquals([found("tf32", "fp32"), found("fp32", "bf16")], ["tf32", "fp32"]);
  assertEquals([found("fp32", "fp32"), found(null, "bf16")], [undefined, undefined]);
  // Of a file in half precision, a probe tells what float32 would be computed in.
  assertEquals([found("fp32", "fp16", true), found("fp32", "fp16")], [undefined, "fp32"]);
});
