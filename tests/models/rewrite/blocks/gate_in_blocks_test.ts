import { assertEquals } from "@std/assert";
import type { Graph, Value } from "../../../../models/graph/graph.ts";
import { type Scope, single } from "../../../../models/graph/scope.ts";
import { batchNorm, conv2d } from "../../../../models/layers/layers.ts";
import { add, mul, relu, sigmoid, softmax } from "../../../../models/operators/elementwise.ts";
import { mean } from "../../../../models/operators/layout.ts";
import { gateInBlocks } from "../../../../models/rewrite/blocks/gate_in_blocks.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

function hardSigmoid(g: Scope, x: Value): Value {
  const attributes = { alpha: { float: 0.25 }, beta: { float: 0.5 } };
  return single(g.node("HardSigmoid", { inputs: [x], attributes, outputs: [x.shape] }));
}

function hardSwish(g: Scope, x: Value): Value {
  return single(g.node("HardSwish", { inputs: [x], outputs: [x.shape] }));
}

/** A gated map of 16 channels, some of it otherwise. */
interface Choices {
  readonly channels?: number;
  readonly squeezed?: number;
  readonly pool?: (g: Scope, x: Value) => Value;
  readonly map?: (g: Scope, x: Value) => Value;
  readonly gate?: (g: Scope, s: Value) => Value;
}

function onePixel(g: Scope, x: Value): Value {
  return mean(g, x, [2, 3], { keepDims: true });
}

function gated(
  { channels = 16, squeezed = 4, pool = onePixel, map = relu, gate = sigmoid }: Choices = {},
): Graph {
  return graphOf(["N", 3, 7, 5], (g, image) => {
    const x = map(g, conv2d(g, "first", image, { out: channels, kernel: 3 }));
    const few = relu(g, conv2d(g, "squeeze", pool(g, x), { out: squeezed, kernel: 1 }));
    const s = gate(g, conv2d(g, "excite", few, { out: channels, kernel: 1 }));
    return conv2d(g, "last", mul(g, s, x), { out: 5, kernel: 1 });
  });
}

Deno.test("gateInBlocks() repeats the gate over rows and columns, and pools for it", async () => {
  const plain = gated();
  const inBlocks = gateInBlocks(plain);
  assertEquals(opsOf(inBlocks).filter((op) => !["Conv", "Relu", "Sigmoid"].includes(op)), [
    "GlobalAveragePool",
    "MaxPool",
    "MaxPool",
    "Mul",
  ]);
  await assertEqualOutputs(plain, inBlocks);
});

Deno.test("gateInBlocks() keeps the outputs of gates of any sign, behind norms and groups", async () => {
  const groups = (g: Scope, x: Value) =>
    batchNorm(g, "norm", conv2d(g, "groups", x, { out: 32, kernel: 1, groups: 2 }));
  const sum = (g: Scope, x: Value) =>
    add(g, conv2d(g, "a", x, { out: 16, kernel: 1 }), conv2d(g, "b", x, { out: 16, kernel: 1 }));
  const hard = { gate: hardSigmoid, map: hardSwish };
  const signed = { gate: (_: Scope, s: Value) => s };
  for (const choices of [signed, hard, { channels: 32, map: groups }, { map: sum }]) {
    const plain = gated(choices);
    const inBlocks = gateInBlocks(plain);
    assertEquals(opsOf(inBlocks).filter((op) => op === "MaxPool").length, 2);
    await assertEqualOutputs(plain, inBlocks);
  }
});

Deno.test("gateInBlocks() pools for a gate that is in no blocks, and leaves it alone", () => {
  const others = {
    "another operator": gated({ gate: softmax }),
    "18 read": gated({ squeezed: 18 }),
    "a sum with a pixel, which is pooled": gated({
      map: (g, x) => add(g, x, conv2d(g, "a", onePixel(g, x), { out: 16, kernel: 1 })),
    }),
  };
  for (const [what, graph] of Object.entries(others)) {
    const pooled = gateInBlocks(graph);
    assertEquals(opsOf(pooled).filter((op) => /Pool/.test(op)), ["GlobalAveragePool"], what);
  }
});

Deno.test("gateInBlocks() leaves what is in no blocks alone, the graph too", () => {
  const groups = (g: Scope, x: Value) => conv2d(g, "groups", x, { out: 16, kernel: 1, groups: 2 });
  const rows = (g: Scope, x: Value) => mean(g, x, [3], { keepDims: true });
  assertLeftAlone(gateInBlocks, {
    "no whole blocks": gated({ channels: 12 }),
    "groups of half a block": gated({ map: groups }),
    "another operator": gated({ map: (g, x) => softmax(g, x) }),
    "a mean of rows": gated({ pool: rows }),
    "a mean that leaves no pixel": graphOf(
      ["N", 3, 7, 5],
      (g, x) => mean(g, conv2d(g, "a", x, { out: 16, kernel: 1 }), [2, 3]),
    ),
    "a map of one pixel": graphOf(
      ["N", 16, 1, 1],
      (g, x) =>
        mul(
          g,
          conv2d(g, "a", x, { out: 16, kernel: 1 }),
          conv2d(g, "b", x, { out: 16, kernel: 1 }),
        ),
    ),
    "no convolution": graphOf(["N", 16, 7, 5], (g, x) => mul(g, x, onePixel(g, x))),
  });
});
