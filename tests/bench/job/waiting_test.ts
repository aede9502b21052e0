import { assertEquals } from "@std/assert";
import { waitText } from "../../../bench/job/waiting.ts";

Deno.test("waitText() wants half as much time again for much more work", () => {
  const of = (largeMs: number) => waitText({ smallMs: 2, largeMs, workRatio: 64 });
  assertEquals(of(3), undefined);
  assertEquals(
    of(2.98),
    "runs are told before the device has done them: 64 times the work takes 1.49 times as long",
  );
});
