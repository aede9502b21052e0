import { assertEquals } from "@std/assert";
import { buildManyOutputs } from "../../../../models/graph/builder.ts";
import { batchNorm, conv2d } from "../../../../models/layers/layers.ts";
import { add, mul, relu } from "../../../../models/operators/elementwise.ts";
import { mean } from "../../../../models/operators/layout.ts";
import { padGroups } from "../../../../models/rewrite/blocks/pad_groups.ts";
import { assertEqualOutputs, graphOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";
import { bottleneck, channelsOf, grouped, narrow, squeezeExcite } from "./bottleneck.ts";

Deno.test("padGroups() gives groups whole blocks, from the layer before to the layer behind", async () => {
  const graph = bottleneck();
  const padded = padGroups(graph);
  assertEquals(channelsOf(graph), [42, 42, 5]);
  assertEquals(channelsOf(padded), [48, 48, 5]);
  await assertEqualOutputs(graph, padded);
  assertEquals(channelsOf(padGroups(bottleneck({ width: 28 }))), [96, 96, 5]);
});

Deno.test("padGroups() pads norms, gates, and a second convolution of the same groups", async () => {
  const graph = bottleneck({
    before: (g, x) => relu(g, batchNorm(g, "bn1", x)),
    after: (g, x) => {
      const again = conv2d(g, "again", relu(g, x), { out: 42, kernel: 1, groups: 3, bias: false });
      return squeezeExcite(g, batchNorm(g, "bn2", again));
    },
  });
  const padded = padGroups(graph);
  assertEquals(channelsOf(padded), [48, 48, 48, 6, 48, 5]);
  await assertEqualOutputs(graph, padded);
});

Deno.test("padGroups() gives a convolution without groups whole quarters of a block", async () => {
  const between = (channels: number) =>
    graphOf(
      ["N", 5, 6, 4],
      (g, x) => narrow(g, relu(g, conv2d(g, "first", x, { out: channels, kernel: 3 }))),
    );
  const graph = between(18);
  const padded = padGroups(graph);
  assertEquals(channelsOf(padded), [20, 5]);
  await assertEqualOutputs(graph, padded);
  // 14 are read as they lie in the image, 20 are whole quarters.
  assertLeftAlone(padGroups, { "fewer than a block": between(14), "quarters": between(20) });
});

Deno.test("padGroups() adds a group to an odd number of half blocks", async () => {
  const graph = bottleneck({
    width: 8,
    groups: 5,
    after: (g, x) => relu(g, batchNorm(g, "bn", x)),
  });
  const padded = padGroups(graph);
  assertEquals(channelsOf(padded), [48, 48, 5]);
  assertEquals(padded.nodes.flatMap(({ attributes: { group } }) => group ?? []), [1, 6, 1]);
  await assertEqualOutputs(graph, padded);
  assertLeftAlone(padGroups, {
    "an even number": bottleneck({ width: 8, groups: 6 }),
    "few groups": bottleneck({ width: 8, groups: 3 }),
    "quarters of a block": bottleneck({ width: 4, groups: 5 }),
    "more channels out": bottleneck({ width: 8, groups: 5, out: 80 }),
  });
});

Deno.test("padGroups() pads what two layers read", async () => {
  const graph = bottleneck({
    before: (g, x) => relu(g, x),
    after: (g, x) => add(g, narrow(g.at("a"), x), narrow(g.at("b"), relu(g, x))),
  });
  const padded = padGroups(graph);
  assertEquals(channelsOf(padded), [48, 48, 5, 5, 5]);
  await assertEqualOutputs(graph, padded);
});

Deno.test("padGroups() leaves other groups alone, the graph too", () => {
  assertLeftAlone(padGroups, {
    "whole blocks": bottleneck({ width: 16 }),
    "many channels to add": bottleneck({ width: 12 }),
    "one group": bottleneck({ groups: 1 }),
    "each channel by itself": bottleneck({ width: 1, groups: 28 }),
    "more channels out than in": bottleneck({ out: 84, after: relu }),
    "no layer before": graphOf(["N", 42, 6, 4], (g, x) => narrow(g, grouped(g, x, {}))),
    "a norm of all channels": bottleneck({
      after: (g, x) => mul(g, x, mean(g, x, [1], { keepDims: true })),
    }),
    "a sum with what does not grow": bottleneck({
      after: (g, x) => add(g, x, g.parameter("table", [42, 3, 2])),
    }),
    "a mean that others take further": graphOf(["N", 5, 6, 4], (g, x) => {
      const wide = conv2d(g, "first", x, { out: 42, kernel: 1 });
      return mean(g, grouped(g, wide, {}), [2, 3]);
    }),
    "other groups behind it": bottleneck({
      after: (g, x) => conv2d(g, "other", x, { out: 42, kernel: 1, groups: 2 }),
    }),
  });
});

Deno.test("padGroups() leaves channels alone that the graph puts out", () => {
  const putOut = (what: "before" | "behind") =>
    buildManyOutputs("test", {
      input: { name: "x", shape: ["N", 5, 6, 4] },
      body(g, x) {
        const before = conv2d(g, "first", x, { out: 42, kernel: 1 });
        const behind = grouped(g, before, {});
        return { y: narrow(g, behind), channels: what === "before" ? before : behind };
      },
    });
  assertLeftAlone(padGroups, { "before": putOut("before"), "behind": putOut("behind") });
});
