import { assertEquals, assertStringIncludes } from "@std/assert";
import { profileMarkdown } from "../../../reports/sections/profile_markdown.ts";
import { count, METHODS, RUN, timing } from "../fixtures/fixed_records.ts";

Deno.test("profileMarkdown() sets time beside multiply-adds, most time first", () => {
  const counted = {
    ...count("dsnet-b", 1, 1000),
    macsByStream: { shared: 700, local: 100, global: 200 },
  };
  const timed = {
    ...timing("dsnet-b", 10, 1),
    kernelMs: {
      byOp: { Conv: 10 },
      byStage: { blocks1: 10 },
      byStream: { local: 3, shared: 5, global: 1, "(unknown)": 1 },
    },
  };
  assertEquals(
    profileMarkdown([RUN, counted, timed], METHODS),
    `### Where the time goes: DS-Net-B, plain graph, size 224, batch 8

Kernels, median of 3 runs: 10.0 ms, 1.00 x the latency without trace.

| Stream    | Time (ms) | Time (%) | MACs of the network (%) |
| :-------- | --------: | -------: | ----------------------: |
| shared    |      5.00 |     50.0 |                    70.0 |
| local     |      3.00 |     30.0 |                    10.0 |
| global    |      1.00 |     10.0 |                    20.0 |
| (unknown) |      1.00 |     10.0 |                         |
`,
  );
});

Deno.test("profileMarkdown() gives no shares of no time and no multiply-adds", () => {
  const byStream = { local: 0, shared: 0 };
  const counted = { ...count("dsnet-b", 1, 0), macsByStream: byStream };
  const kernelMs = { ...timing("dsnet-b", 10, 1).kernelMs, byStream };
  const text = profileMarkdown([RUN, counted, { ...timing("dsnet-b", 10, 1), kernelMs }], METHODS);
  assertStringIncludes(text, "| local  |         0 |          |                         |");
});

Deno.test("profileMarkdown() withholds the times of a trace that is unlike the timed runs", () => {
  const byStream = { local: 30, shared: 10 };
  const kernelMs = { byOp: { Conv: 40 }, byStage: { blocks1: 40 }, byStream };
  const traced = { ...timing("dsnet-b", 10, 1), kernelMs };
  const text = profileMarkdown([RUN, traced], METHODS);
  assertStringIncludes(text, "Kernels, median of 3 runs: 40.0 ms, 4.00 x");
  assertStringIncludes(text, "only shares are given.");
  assertStringIncludes(text, "| Stream | Time (%) | MACs of the network (%) |");
  assertEquals(text.includes("30.0 |"), false);
});

Deno.test("profileMarkdown() has a table for every engine that says where its time goes", () => {
  const kernelMs = { ...timing("dsnet-b", 10, 1).kernelMs, byStream: { local: 3, shared: 5 } };
  const usual = { ...timing("dsnet-b", 10, 1), kernelMs };
  const other = { ...usual, engine: "openvino", engineOptions: { hint: "latency" } };
  const text = profileMarkdown([RUN, usual, other], METHODS);
  assertEquals(text.split("\n").filter((line) => line.startsWith("###")), [
    "### Where the time goes: DS-Net-B, plain graph, size 224, batch 8",
    "### Where the time goes: DS-Net-B, OpenVINO, hint=latency, plain graph, size 224, batch 8",
  ]);
});
