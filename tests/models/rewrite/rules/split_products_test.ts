import { assertEquals } from "@std/assert";
import type { Attribute, Graph } from "../../../../models/graph/graph.ts";
import { single } from "../../../../models/graph/scope.ts";
import { relu, sigmoid } from "../../../../models/operators/elementwise.ts";
import { matMul } from "../../../../models/operators/product.ts";
import { splitProducts } from "../../../../models/rewrite/rules/split_products.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

type Attributes = Readonly<Record<string, Attribute>>;

/** A product of two computed matrices that reads them so. */
function ofTwo(shape: readonly [rows: number, columns: number], attributes: Attributes): Graph {
  return graphOf(["N", 2, ...shape], (g, x) => {
    const [rows, columns] = shape;
    const [height, width] = [
      attributes["transA"] === 1 ? columns : rows,
      attributes["transB"] === 1 ? rows : columns,
    ];
    return single(g.node("FusedMatMul", {
      domain: "com.microsoft",
      inputs: [relu(g, x), sigmoid(g, x)],
      attributes,
      outputs: [["N", 2, height, width]],
    }));
  });
}

const HALF = { float: 0.5 };
const SQUARE = [3, 3] as const;
const WIDE = [3, 5] as const;

Deno.test("splitProducts() writes what a product did by itself as operators of ONNX", async () => {
  const cases = [
    [ofTwo(SQUARE, {}), ["MatMul"]],
    [ofTwo(WIDE, { transA: 1 }), ["Transpose", "MatMul"]],
    [ofTwo(WIDE, { transB: 1, alpha: { float: 1 } }), ["Transpose", "MatMul"]],
    [ofTwo(SQUARE, { transA: 1, transB: 1 }), ["Transpose", "Transpose", "MatMul"]],
  ] as const;
  for (const [graph, ops] of cases) {
    const parts = splitProducts(graph);
    assertEquals<readonly string[]>(opsOf(parts), ["Relu", "Sigmoid", ...ops]);
    await assertEqualOutputs(graph, parts);
  }
});

Deno.test("splitProducts() puts the factor where the fewest elements are", async () => {
  const cases = [
    // 3 x 3 of 3 x 5
    [ofTwo(WIDE, { transB: 1, alpha: HALF }), ["Transpose", "MatMul", "Mul"]],
    // 5 x 5 of 3 x 5
    [ofTwo(WIDE, { transA: 1, alpha: HALF }), ["Transpose", "Mul", "MatMul"]],
  ] as const;
  for (const [graph, ops] of cases) {
    const parts = splitProducts(graph);
    assertEquals<readonly string[]>(opsOf(parts), ["Relu", "Sigmoid", ...ops]);
    await assertEqualOutputs(graph, parts);
  }
});

Deno.test("splitProducts() leaves other products alone, and those that turn the batch", () => {
  assertLeftAlone(splitProducts, {
    "a plain product": graphOf(["N", 3, 3], (g, x) => matMul(g, relu(g, x), sigmoid(g, x))),
    "a batch that is turned": ofTwo(SQUARE, { transBatchA: 1, transBatchB: 1 }),
  });
});
