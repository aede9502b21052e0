import { assertEquals } from "@std/assert";
import type { Graph, Shape, Value } from "../../../../models/graph/graph.ts";
import { type Scope, single } from "../../../../models/graph/scope.ts";
import { batchNorm, conv2d, linear } from "../../../../models/layers/layers.ts";
import { add, gelu, mul } from "../../../../models/operators/elementwise.ts";
import { mean } from "../../../../models/operators/layout.ts";
import { averageBeforeProjecting } from "../../../../models/rewrite/needed/average_before_projecting.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

/** A graph over images of 6 channels. */
function images(body: (g: Scope, x: Value) => Value): Graph {
  return graphOf(["N", 6, 3, 2], body);
}

function pooled(g: Scope, x: Value): Value {
  const [batch = "N", channels = 1] = x.shape;
  return single(g.node("GlobalAveragePool", { inputs: [x], outputs: [[batch, channels, 1, 1]] }));
}

/** How many elements each product reads of its left side, and each mean of its input. */
function readsOf(graph: Graph): readonly string[] {
  return graph.nodes.filter(({ op }) =>
    ["Conv", "GlobalAveragePool", "MatMul", "ReduceMean"].includes(op)
  )
    .map(({ op, inputs: [name = ""] }) => `${op} ${graph.values.get(name)?.shape}`);
}

Deno.test("averageBeforeProjecting() projects the mean of the pixels, and norms it", async () => {
  const graph = images((g, x) => {
    const y = conv2d(g, "fc2", gelu(g, conv2d(g, "fc1", x, { out: 8, kernel: 1 })), {
      out: 6,
      kernel: 1,
    });
    return mean(g, batchNorm(g, "norm", add(g, x, y)), [2, 3]);
  });
  const rewritten = averageBeforeProjecting(graph);
  assertEquals(readsOf(rewritten), [
    "Conv N,6,3,2",
    "GlobalAveragePool N,6,3,2",
    "GlobalAveragePool N,8,3,2",
    "MatMul N,8",
  ]);
  assertEquals(opsOf(rewritten).includes("BatchNormalization"), false);
  await assertEqualOutputs(graph, rewritten);
});

Deno.test("averageBeforeProjecting() keeps the axes of the mean, without a bias too", async () => {
  const project = (g: Scope, x: Value) =>
    conv2d(g, "fc", gelu(g, x), { out: 4, kernel: 1, bias: false });
  const graphs = {
    "a pool": images((g, x) => pooled(g, project(g, x))),
    "kept": images((g, x) => mean(g, project(g, x), [2, 3], { keepDims: true })),
    "left out": images((g, x) => mean(g, project(g, x), [2, 3])),
  };
  for (const [what, graph] of Object.entries(graphs)) {
    const rewritten = averageBeforeProjecting(graph);
    assertEquals(readsOf(rewritten), ["GlobalAveragePool N,6,3,2", "MatMul N,6"], what);
    await assertEqualOutputs(graph, rewritten);
  }
});

Deno.test("averageBeforeProjecting() projects the mean of the tokens, of a grid of them too", async () => {
  for (const shape of [["N", 5, 6], ["N", 3, 2, 6]] as readonly Shape[]) {
    const graph = graphOf(shape, (g, x) => {
      const axes = [...shape.keys()].slice(1, -1);
      return mean(g, add(g, linear(g, "fc", gelu(g, x), 6), x), axes);
    });
    const rewritten = averageBeforeProjecting(graph);
    assertEquals(readsOf(rewritten), [`ReduceMean ${shape}`, "MatMul N,6", `ReduceMean ${shape}`]);
    await assertEqualOutputs(graph, rewritten);
  }
});

Deno.test("averageBeforeProjecting() leaves other means alone, the graph too", () => {
  const project = (g: Scope, x: Value) => conv2d(g, "fc", x, { out: 6, kernel: 1 });
  assertLeftAlone(averageBeforeProjecting, {
    "of a sum of no projection": images((g, x) => mean(g, add(g, x, gelu(g, x)), [2, 3])),
    "of an activation": images((g, x) => mean(g, gelu(g, project(g, x)), [2, 3])),
    "of a wide kernel": images((g, x) =>
      mean(g, conv2d(g, "c", x, { out: 6, kernel: 3, pad: 1 }), [2, 3])
    ),
    "of rows only": images((g, x) => mean(g, project(g, x), [2])),
    "of channels": images((g, x) => mean(g, project(g, x), [1, 2])),
    "of the batch": images((g, x) => mean(g, project(g, x), [0, 2])),
    "of tokens' channels": graphOf(["N", 5, 6], (g, x) => mean(g, linear(g, "fc", x, 6), [2])),
    "of what others read": images((g, x) => {
      const y = project(g, x);
      return mul(g, y, mean(g, y, [2, 3], { keepDims: true }));
    }),
    "of a sum that repeats": images((g, x) =>
      mean(g, add(g, project(g, x), g.parameter("table", [3, 2])), [2, 3])
    ),
  });
});
