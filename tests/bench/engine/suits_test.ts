import { assertEquals } from "@std/assert";
import { unsuitability } from "../../../bench/engine/suits.ts";
import { fakeEngine } from "../../support/fake_engines.ts";

const { description } = fakeEngine("none", {}, {
  variants: ["eager", "compile"],
  options: { hint: { values: ["latency"], help: "of runs" }, library: { help: "any file" } },
});
const JOB = { device: "cpu", precision: "fp32", options: {} } as const;

Deno.test("unsuitability() is nothing where a description has all that is asked for", () => {
  assertEquals(unsuitability(description, JOB), undefined);
  const options = { hint: "latency", library: "/lib/p.so" };
  assertEquals(unsuitability(description, { ...JOB, variant: "compile", options }), undefined);
});

Deno.test("unsuitability() names the first thing that an engine lacks, and what it has", () => {
  const said = (changes: Partial<Parameters<typeof unsuitability>[1]>, own = description) =>
    unsuitability(own, { ...JOB, ...changes });
  assertEquals(
    said({ device: "cuda:1" }),
    'engine fake has no device "cuda:1": it has cpu, fake-device',
  );
  assertEquals(
    said({ precision: "fp16" }),
    'engine fake has no precision "fp16": it has fp32, bf16',
  );
  assertEquals(
    said({ variant: "fused" }),
    'engine fake has no variant "fused": it has eager, compile',
  );
  assertEquals(
    said({ variant: "fused" }, fakeEngine().description),
    'engine fake has no variant "fused": it has one way only',
  );
  assertEquals(
    said({ options: { toString: "1" } }),
    'engine fake has no option "toString": it has hint, library',
  );
  assertEquals(
    said({ options: { hint: "throughput" } }),
    "engine fake takes no hint=throughput: it takes latency",
  );
});
