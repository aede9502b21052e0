import { assertEquals } from "@std/assert";
import { type Scope, single } from "../../../../models/graph/scope.ts";
import type { Graph, Value } from "../../../../models/graph/graph.ts";
import { add, mul, relu, scale, sigmoid } from "../../../../models/operators/elementwise.ts";
import { transpose } from "../../../../models/operators/layout.ts";
import { matMul } from "../../../../models/operators/product.ts";
import { fuseProducts } from "../../../../models/rewrite/rules/fuse_products.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

/** Two computed matrices `[N, 2, 3, 3]`. */
function ofTwo(body: (g: Scope, a: Value, b: Value) => Value): Graph {
  return graphOf(["N", 2, 3, 3], (g, x) => relu(g, body(g, relu(g, x), sigmoid(g, x))));
}

function swapped(g: Scope, x: Value): Value {
  return transpose(g, x, [0, 1, 3, 2]);
}

/** How the only product of a graph reads its operands, and its factor. */
function productOf(graph: Graph) {
  const [node, ...others] = graph.nodes.filter(({ op }) => op === "FusedMatMul");
  assertEquals(others, []);
  const { transA, transB, alpha } = node?.attributes ?? {};
  return { inputs: node?.inputs, transA, transB, alpha };
}

const [A, B] = ["/Relu", "/Sigmoid"];

Deno.test("fuseProducts() reads operands the other way, and keeps what was fused before", async () => {
  const cases = [
    [ofTwo((g, a, b) => matMul(g, swapped(g, a), b)), [A, B], 1, 0, 1],
    [ofTwo((g, a, b) => matMul(g, a, swapped(g, b))), [A, B], 0, 1, 1],
    [ofTwo((g, a, b) => matMul(g, swapped(g, a), swapped(g, b))), [A, B], 1, 1, 1],
    [ofTwo((g, a, b) => matMul(g, swapped(g, swapped(g, a)), b)), [A, B], 0, 0, 1],
    [ofTwo((g, a, b) => scale(g, matMul(g, a, b), 0.5)), [A, B], 0, 0, 0.5],
    [ofTwo((g, a, b) => scale(g, matMul(g, a, swapped(g, b)), 0.5)), [A, B], 0, 1, 0.5],
    [ofTwo((g, a, b) => scale(g, scale(g, matMul(g, a, b), 0.5), 0.25)), [A, B], 0, 0, 0.125],
  ] as const;
  for (const [graph, inputs, transA, transB, alpha] of cases) {
    const fused = fuseProducts(graph);
    assertEquals<unknown>(productOf(fused), { inputs, transA, transB, alpha: { float: alpha } });
    await assertEqualOutputs(graph, fused);
  }
});

Deno.test("fuseProducts() keeps the factor of a product whose operand it turns afterwards", async () => {
  // The operand is turned only once the product has its factor: the Transpose comes from another rule
  const graph = ofTwo((g, a, b) =>
    single(g.node("FusedMatMul", {
      domain: "com.microsoft",
      inputs: [swapped(g, a), b],
      attributes: { transA: 0, transB: 1, alpha: { float: 0.25 } },
      outputs: [a.shape],
    }))
  );
  const fused = fuseProducts(graph);
  assertEquals<unknown>(productOf(fused), {
    inputs: [A, B],
    transA: 1,
    transB: 1,
    alpha: { float: 0.25 },
  });
  await assertEqualOutputs(graph, fused);
});

Deno.test("fuseProducts() leaves other products alone, the graph too", () => {
  const half = (g: Scope) => g.constant(new Float32Array([0.5]), []);
  assertLeftAlone(fuseProducts, {
    "a plain product": ofTwo(matMul),
    "a known left operand": graphOf(
      [2, 3, 3],
      (g, x) => matMul(g, g.parameter("w", [2, 3, 3]), transpose(g, relu(g, x), [0, 2, 1])),
    ),
    "a known right operand": graphOf(
      [2, 3, 3],
      (g, x) => matMul(g, transpose(g, relu(g, x), [0, 2, 1]), g.parameter("w", [2, 3, 3])),
    ),
    "a weight that is turned": ofTwo((g, a) =>
      matMul(g, a, transpose(g, g.parameter("w", [3, 3]), [1, 0]))
    ),
    "operands of unlike leading axes": graphOf(["N", 2, 3, 3], (g, x) => {
      const one = relu(g, single(g.node("Slice", { inputs: [x], outputs: [["N", 1, 3, 3]] })));
      return matMul(g, x, swapped(g, one));
    }),
    "a product that turns the batch": ofTwo((g, a, b) =>
      scale(
        g,
        single(g.node("FusedMatMul", {
          domain: "com.microsoft",
          inputs: [a, b],
          attributes: { transBatchA: 1, transBatchB: 1 },
          outputs: [a.shape],
        })),
        0.5,
      )
    ),
    "other axes turned": graphOf(
      [2, 2, 2, 2],
      (g, x) => matMul(g, sigmoid(g, x), transpose(g, relu(g, x), [0, 2, 1, 3])),
    ),
    "the batch turned as well": graphOf(
      [2, 2, 2, 2],
      (g, x) => matMul(g, sigmoid(g, x), transpose(g, relu(g, x), [1, 0, 3, 2])),
    ),
    "no axes turned": ofTwo((g, a, b) => matMul(g, a, transpose(g, b, [0, 1, 2, 3]))),
    "a factor before it": ofTwo((g, a, b) => matMul(g, a, scale(g, b, 0.5))),
    "a learned factor": ofTwo((g, a, b) => mul(g, matMul(g, a, b), g.parameter("scale", []))),
    "a factor by column": ofTwo((g, a, b) =>
      mul(g, matMul(g, a, b), g.constant(new Float32Array([1, 2, 3]), [3]))
    ),
    "a factor that comes first": ofTwo((g, a, b) => mul(g, half(g), matMul(g, a, b))),
    "a summand": ofTwo((g, a, b) => add(g, matMul(g, a, b), half(g))),
    "a factor of what others read": ofTwo((g, a, b) => {
      const product = matMul(g, a, b);
      return add(g, product, scale(g, product, 0.5));
    }),
    "a result that is turned": ofTwo((g, a, b) => swapped(g, matMul(g, a, b))),
    "a factor of no product": ofTwo((g, a, b) => scale(g, add(g, a, b), 0.5)),
  });
});

Deno.test("fuseProducts() turns an operand for one product though others read it as it is", async () => {
  const graph = ofTwo((g, a, b) => {
    const turned = swapped(g, b);
    return add(g, matMul(g, a, turned), turned);
  });
  const fused = fuseProducts(graph);
  assertEquals(opsOf(fused).filter((op) => op === "Transpose").length, 1);
  await assertEqualOutputs(graph, fused);
});
