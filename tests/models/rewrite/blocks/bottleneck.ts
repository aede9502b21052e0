// Layers in groups of channels between layers without, as rewrites of groups look for them.

import type { Graph, Value } from "../../../../models/graph/graph.ts";
import type { Scope } from "../../../../models/graph/scope.ts";
import { conv2d } from "../../../../models/layers/layers.ts";
import { mul, relu, sigmoid } from "../../../../models/operators/elementwise.ts";
import { mean } from "../../../../models/operators/layout.ts";
import { graphOf } from "../equal_outputs.ts";

/** A bottleneck around 3 groups of 14 channels, some of it otherwise. */
export interface Choices {
  readonly width?: number;
  readonly groups?: number;
  readonly before?: (g: Scope, x: Value) => Value;
  readonly after?: (g: Scope, x: Value) => Value;
  readonly out?: number;
  /** Of the layer in groups. @default true */
  readonly hasBias?: boolean;
}

/** Its layer in groups. */
export function grouped(
  g: Scope,
  x: Value,
  { width = 14, groups = 3, out = width * groups, hasBias = true }: Choices,
): Value {
  return conv2d(g, "groups", x, {
    out,
    kernel: 3,
    stride: 2,
    pad: 1,
    groups,
    bias: hasBias,
  });
}

/** A layer of 5 channels. */
export function narrow(g: Scope, x: Value): Value {
  return conv2d(g, "last", x, { out: 5, kernel: 1 });
}

/** A 1x1 layer, one in groups, and {@linkcode narrow}. */
export function bottleneck(choices: Choices = {}): Graph {
  const { width = 14, groups = 3, before = relu, after = relu } = choices;
  return graphOf(["N", 5, 6, 4], (g, x) => {
    const wide = before(g, conv2d(g, "first", x, { out: width * groups, kernel: 1 }));
    return narrow(g, after(g, grouped(g, wide, choices)));
  });
}

/** Channels of what the convolutions put out, in order. */
export function channelsOf({ nodes, values }: Graph): readonly unknown[] {
  return nodes.filter(({ op }) => op === "Conv")
    .map(({ outputs: [name = ""] }) => values.get(name)?.shape[1]);
}

/** Scales channels by what all of them say. */
export function squeezeExcite(g: Scope, x: Value): Value {
  const y = relu(
    g,
    conv2d(g, "squeeze", mean(g, x, [2, 3], { keepDims: true }), { out: 6, kernel: 1 }),
  );
  return mul(g, x, sigmoid(g, conv2d(g, "excite", y, { out: Number(x.shape[1]), kernel: 1 })));
}
