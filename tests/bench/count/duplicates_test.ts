import { assertEquals } from "@std/assert";
import { countGraph } from "../../../bench/count/count.ts";
import { coverageRemarks } from "../../../bench/count/coverage.ts";
import { literalGraph } from "../../support/literal_graph.ts";

Deno.test("countGraph() names a table and a matrix that may be tied weights, and counts both", () => {
  // github.com/pytorch/pytorch/issues/108342: the copy is transposed.
  const { params, coverage } = countGraph(literalGraph({
    inputs: { tokens: { dtype: "int64", shape: [1, 3] } },
    parameters: { "wte.weight": [50, 8], "onnx::MatMul_9": [8, 50], "fc.weight": [8, 8] },
    values: { e: [1, 3, 8], h: [1, 3, 8], y: [1, 3, 50] },
    nodes: [
      { op: "Gather", inputs: ["wte.weight", "tokens"], outputs: ["e"] },
      { op: "MatMul", inputs: ["e", "fc.weight"], outputs: ["h"] },
      { op: "MatMul", inputs: ["h", "onnx::MatMul_9"], outputs: ["y"] },
    ],
  }));
  assertEquals(params, 400 + 400 + 64);
  assertEquals(coverageRemarks(coverage), [
    '"wte.weight" [50, 8] and "onnx::MatMul_9" [8, 50] may be one tensor twice (tied weights); ' +
    "both are among Params",
  ]);
});

Deno.test("countGraph() takes a table that both embeds and multiplies for one", () => {
  const { params, coverage } = countGraph(literalGraph({
    inputs: { tokens: { dtype: "int64", shape: [1, 3] } },
    parameters: { "wte.weight": [50, 8] },
    values: { e: [1, 3, 8], t: [8, 50], y: [1, 3, 50] },
    nodes: [
      { op: "Gather", inputs: ["wte.weight", "tokens"], outputs: ["e"] },
      { op: "Transpose", inputs: ["wte.weight"], outputs: ["t"] },
      { op: "MatMul", inputs: ["e", "t"], outputs: ["y"] },
    ],
  }));
  assertEquals([params, coverage.possibleDuplicates], [400, []]);
});
