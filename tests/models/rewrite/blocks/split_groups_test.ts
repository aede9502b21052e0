import { assertEquals } from "@std/assert";
import type { Graph } from "../../../../models/graph/graph.ts";
import { batchNorm, conv2d } from "../../../../models/layers/layers.ts";
import { add, relu } from "../../../../models/operators/elementwise.ts";
import { splitGroups } from "../../../../models/rewrite/blocks/split_groups.ts";
import { assertEqualOutputs, opsOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";
import { bottleneck, channelsOf, type Choices, narrow, squeezeExcite } from "./bottleneck.ts";

/** 14 groups of two blocks and a half: 448 channels in whole blocks, 112 in halves. */
const HALVES: Choices = { width: 40, groups: 14 };

function groupsOf({ nodes }: Graph): readonly unknown[] {
  return nodes.filter(({ op }) => op === "Conv").map(({ attributes }) => attributes["group"]);
}

Deno.test("splitGroups() has whole blocks of each group apart, and two halves in one", async () => {
  const graph = bottleneck(HALVES);
  const split = splitGroups(graph);
  assertEquals(channelsOf(split), [448, 112, 448, 448, 112, 112, 5]);
  assertEquals(groupsOf(split), [1, 1, 14, 7, 7, 7, 1]);
  assertEquals(opsOf(split).filter((op) => op === "Concat").length, 1);
  await assertEqualOutputs(graph, split);
});

Deno.test("splitGroups() takes the norm behind the groups into them, and splits gates", async () => {
  const graph = bottleneck({
    ...HALVES,
    hasBias: false,
    before: (g, x) => relu(g, batchNorm(g, "bn1", x)),
    after: (g, x) => squeezeExcite(g, relu(g, batchNorm(g, "bn2", x))),
  });
  const split = splitGroups(graph);
  assertEquals(channelsOf(split), [448, 112, 448, 448, 112, 112, 6, 448, 112, 5]);
  assertEquals(opsOf(split).filter((op) => op === "BatchNormalization").length, 2);
  await assertEqualOutputs(graph, split);
});

Deno.test("splitGroups() leaves a norm behind a bias where it is, for each part", async () => {
  const graph = bottleneck({ ...HALVES, after: (g, x) => batchNorm(g, "bn", x) });
  const split = splitGroups(graph);
  assertEquals(opsOf(split).filter((op) => op === "BatchNormalization").length, 2);
  await assertEqualOutputs(graph, split);
});

Deno.test("splitGroups() leaves other groups alone, the graph too", () => {
  assertLeftAlone(splitGroups, {
    "an odd number": bottleneck({ ...HALVES, groups: 15 }),
    "few channels": bottleneck({ ...HALVES, groups: 12 }),
    "whole blocks": bottleneck({ ...HALVES, width: 48 }),
    "quarters of a block": bottleneck({ ...HALVES, width: 44 }),
    "little but the half": bottleneck({ ...HALVES, width: 24, groups: 24 }),
    "a sum with what is not split": bottleneck({
      ...HALVES,
      after: (g, x) => add(g, x, g.parameter("table", [560, 3, 2])),
    }),
    "other groups behind it": bottleneck({
      ...HALVES,
      after: (g, x) => conv2d(g, "other", x, { out: 560, kernel: 1, groups: 2 }),
    }),
    "a norm that another reads around": bottleneck({
      ...HALVES,
      hasBias: false,
      out: 1120,
      after: (g, x) => add(g, narrow(g.at("a"), batchNorm(g, "bn", x)), narrow(g.at("b"), x)),
    }),
  });
});
