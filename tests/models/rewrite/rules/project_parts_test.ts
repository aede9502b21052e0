import { assertEquals } from "@std/assert";
import { type Scope, single } from "../../../../models/graph/scope.ts";
import type { Graph, Value } from "../../../../models/graph/graph.ts";
import { conv2d, linear } from "../../../../models/layers/layers.ts";
import { add, relu } from "../../../../models/operators/elementwise.ts";
import { reshape, rowsOf, select, transpose } from "../../../../models/operators/layout.ts";
import { projectParts } from "../../../../models/rewrite/rules/project_parts.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

/** Parts of a projection of 2 tokens, some of it otherwise; many sizes are 2 to let most of it run. */
interface Choices {
  readonly batch?: "N" | 2;
  readonly project?: (g: Scope, x: Value) => Value;
  readonly cut?: readonly number[];
  readonly order?: readonly number[];
  readonly take?: (g: Scope, stacked: Value, index: number) => Value;
}

function parts(choices: Choices = {}): Graph {
  const {
    batch = "N",
    project = (g, x) => linear(g, "kv", x, 8),
    cut = [2, 2, 2, 2],
    order = [2, 0, 3, 1, 4],
    take = (g, stacked, index) => select(g, stacked, 0, index),
  } = choices;
  return graphOf([batch, 2, 6], (g, x) => {
    const stacked = transpose(g, reshape(g, project(g, x), [batch, ...cut]), order);
    return add(g, relu(g, take(g, stacked, 0)), take(g, stacked, 1));
  });
}

/** Names of the parameters that a graph has, beside shapes and indices. */
function weightsOf({ parameters }: Graph): readonly string[] {
  return parameters.filter(({ role }) => role !== "constant").map(({ name }) => name).sort();
}

Deno.test("projectParts() gives each part its rows of the weight and the bias", async () => {
  const graph = parts();
  const rewritten = projectParts(graph);
  assertEquals(opsOf(rewritten).includes("Gather"), false);
  assertEquals(weightsOf(rewritten), [
    "kv.bias[0:4]",
    "kv.bias[4:8]",
    "kv.weight[0:4]",
    "kv.weight[4:8]",
  ]);
  await assertEqualOutputs(graph, rewritten);
});

Deno.test("projectParts() takes the parts of an image, with a bias and without", async () => {
  for (const bias of [true, false]) {
    const graph = graphOf(["N", 3, 2, 2], (g, x) => {
      const image = conv2d(g, "kv", x, { out: 8, kernel: 1, bias });
      const stacked = transpose(g, reshape(g, image, ["N", 2, 4, 4]), [1, 0, 3, 2]);
      return add(g, relu(g, select(g, stacked, 0, 0)), select(g, stacked, 0, 1));
    });
    const rewritten = projectParts(graph);
    assertEquals(opsOf(rewritten).filter((op) => op === "Conv").length, 2);
    assertEquals(weightsOf(rewritten).length, bias ? 4 : 2);
    await assertEqualOutputs(graph, rewritten);
  }
});

Deno.test("projectParts() leaves other parts alone, the graph too", () => {
  const image = (cut: readonly number[], order: readonly number[], axis = 0) =>
    graphOf(["N", 8, 2, 2], (g, x) => {
      const projected = conv2d(g, "kv", x, { out: 8, kernel: 1 });
      const stacked = transpose(g, reshape(g, projected, ["N", ...cut]), order);
      return relu(g, select(g, stacked, axis, 1));
    });
  assertLeftAlone(projectParts, {
    "of an activation": parts({ project: (g, x) => relu(g, linear(g, "kv", x, 8)) }),
    "along another axis": parts({
      batch: 2,
      take: (g, stacked, index) => select(g, stacked, 2, index),
    }),
    "every second channel": parts({ order: [4, 0, 3, 1, 2] }),
    "channels in the middle": parts({ order: [3, 0, 2, 1, 4] }),
    "tokens": parts({ order: [1, 0, 3, 2, 4] }),
    "images": parts({ batch: 2, order: [0, 1, 2, 3, 4] }),
    "pixels of an image": image([8, 2, 2], [2, 0, 1, 3]),
    "two axes at once": graphOf(["N", 2, 6], (g, x) => {
      const cut = reshape(g, linear(g, "kv", x, 8), ["N", 2, 2, 2, 2]);
      const stacked = transpose(g, cut, [2, 3, 0, 1, 4]);
      const joined = single(
        g.node("Reshape", {
          inputs: [stacked, g.constant([4, -1, 2, 2], [4])],
          outputs: [[4, "N", 2, 2]],
        }),
      );
      return relu(g, select(g, joined, 0, 1));
    }),
    "rows of a table": graphOf([8, 6], (g, x) => relu(g, rowsOf(g, relu(g, x), [1]))),
    "another operator": parts({
      take: (g, stacked, index) =>
        single(g.node("Some", {
          inputs: [stacked, g.constant([index], [])],
          attributes: { axis: 0 },
          outputs: [stacked.shape.slice(1)],
        })),
    }),
    "a computed index": parts({
      take: (g, stacked, index) =>
        single(g.node("Gather", {
          inputs: [
            stacked,
            single(g.node("Abs", {
              inputs: [g.constant([index], [])],
              outputs: [[]],
              dtype: "int64",
            })),
          ],
          attributes: { axis: 0 },
          outputs: [stacked.shape.slice(1)],
        })),
    }),
  });
});
