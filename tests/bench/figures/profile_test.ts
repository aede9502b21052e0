import { assertAlmostEquals, assertEquals } from "@std/assert";
import { profileOf, UNKNOWN } from "../../../bench/figures/profile.ts";
import { findModel } from "../../../models/catalog.ts";
import { FAKE_TRACE } from "../fakes/fake_workers.ts";

const GRAPH = findModel("dsnet-t-aligned").build();

Deno.test("profileOf() joins kernels to nodes by the longest name they begin with", () => {
  const kernels = {
    "blocks1.0.mlp.fc1/Conv_nchwc": ["Conv", 4],
    "blocks1.0.conv/Conv_nchwc": ["Conv", 2],
    "blocks1.0.channel_up/MatMul/MatMulAddFusion": ["Gemm", 1],
    "ReorderOutput_token_277": ["ReorderOutput", 0.5],
  } as const;
  const trace = {
    ...FAKE_TRACE,
    kernelMsByNode: Object.fromEntries(Object.entries(kernels).map(([name, [, ms]]) => [name, ms])),
    opByNode: Object.fromEntries(Object.entries(kernels).map(([name, [op]]) => [name, op])),
  };
  const profile = profileOf(GRAPH, trace);
  assertEquals(profile.byOp, { Conv: 6, Gemm: 1, ReorderOutput: 0.5 });
  assertEquals(profile.byStage, { blocks1: 7, [UNKNOWN]: 0.5 });
  assertEquals(profile.byStream, { mlp: 4, local: 2, global: 1, [UNKNOWN]: 0.5 });
  for (const split of Object.values(profile)) {
    assertAlmostEquals(Object.values(split as Record<string, number>).reduce((a, b) => a + b), 7.5);
  }
});

Deno.test("profileOf() takes operators of any name", () => {
  const byNode = <Value>(value: Value) => ({ a: value, b: value });
  const trace = {
    ...FAKE_TRACE,
    kernelMsByNode: byNode(2),
    opByNode: byNode("constructor"),
  };
  assertEquals(Object.entries(profileOf(GRAPH, trace).byOp), [["constructor", 4]]);
});

Deno.test("profileOf() takes Add_7 for itself and not for the Add whose name it begins with", () => {
  const kernels = { "blocks1.0/Add_nchwc": 1, "blocks1.0/Add_7_nchwc": 2 };
  const trace = {
    ...FAKE_TRACE,
    kernelMsByNode: kernels,
    opByNode: { "blocks1.0/Add_nchwc": "Add", "blocks1.0/Add_7_nchwc": "Add" },
  };
  assertEquals(profileOf(GRAPH, trace).byStream, { embedding: 1, mlp: 2 });
});

Deno.test("profileOf() knows kernels that are named after what a node puts out", () => {
  const [output = ""] = GRAPH.nodes.at(-1)?.outputs ?? [];
  assertEquals(output, "logits");
  const trace = {
    ...FAKE_TRACE,
    kernelMsByNode: { [output]: 3 },
    opByNode: { [output]: "MatMul" },
  };
  assertEquals(profileOf(GRAPH, trace).byStage, { head: 3 });
});
