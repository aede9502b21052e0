import { assertEquals } from "@std/assert";
import type { Graph } from "../../../../models/graph/graph.ts";
import { conv2d } from "../../../../models/layers/layers.ts";
import { mergeGroups } from "../../../../models/rewrite/blocks/merge_groups.ts";
import { assertEqualOutputs, graphOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

/** A convolution of groups that read and put out so many channels each. */
function grouped(
  [inputs, out]: readonly [number, number],
  groups: number,
  { kernel = 3, bias = true } = {},
): Graph {
  const options = { out: groups * out, kernel, stride: 2, pad: 1, groups, bias };
  return graphOf(["N", groups * inputs, 5, 4], (g, x) => conv2d(g, "groups", x, options));
}

function groupsOf({ nodes }: Graph): unknown {
  return nodes[0]?.attributes["group"];
}

Deno.test("mergeGroups() makes groups whole blocks and keeps the outputs", async () => {
  const cases = [
    [grouped([8, 8], 4), 2],
    [grouped([4, 4], 8, { bias: false }), 2],
    [grouped([8, 24], 6), 3],
    [grouped([24, 8], 2, { kernel: 2 }), 1],
    [grouped([12, 6], 3), 1],
  ] as const;
  for (const [plain, count] of cases) {
    const merged = mergeGroups(plain);
    assertEquals(groupsOf(merged), count);
    await assertEqualOutputs(plain, merged);
  }
});

Deno.test("mergeGroups() leaves other groups alone, the graph too", () => {
  assertLeftAlone(mergeGroups, {
    "whole blocks": grouped([16, 32], 4),
    "one group": grouped([8, 8], 1),
    "a single one left over": grouped([8, 8], 5),
    "no whole quarters together": grouped([7, 8], 3),
    "many of few channels": grouped([2, 2], 8),
    "each channel by itself": grouped([1, 1], 32),
    "windows of one pixel": grouped([8, 8], 4, { kernel: 1 }),
    "whole blocks that are read alone": grouped([8, 2], 8),
  });
});
