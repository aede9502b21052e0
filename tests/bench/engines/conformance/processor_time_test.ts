import { assert, assertEquals } from "@std/assert";
import process from "node:process";
import {
  processorMsIn,
  processorMsOf,
} from "../../../../bench/engines/conformance/processor_time.ts";

Deno.test("processorMsIn() adds user and system time, whatever the program is called", () => {
  const name = "(a) b) (c 1 2 3";
  const fields = ["S", ...Array.from({ length: 10 }, () => "1"), "120", "30", "7", "7"];
  assertEquals(processorMsIn(`17 (${name}) ${fields.join(" ")}\n`), 1500);
  assertEquals(processorMsIn(""), null);
});

Deno.test({
  name: "processorMsOf() counts what this process has used",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const usedMs = () => process.cpuUsage().user / 1000;
    const [before, start] = [await processorMsOf(Deno.pid), usedMs()];
    while (usedMs() - start < 100);
    const after = await processorMsOf(Deno.pid);
    assert(before !== null && after !== null && after - before >= 80, `${before} ${after}`);
  },
});

Deno.test("processorMsOf() knows nothing of a process that is not there", async () => {
  assertEquals(await processorMsOf(2 ** 30), null);
});
