import { assertEquals } from "@std/assert";
import { buildManyOutputs } from "../../../../models/graph/builder.ts";
import type { Graph, Value } from "../../../../models/graph/graph.ts";
import type { Scope } from "../../../../models/graph/scope.ts";
import { fromWindows, roll, toWindows } from "../../../../models/networks/swin_windows.ts";
import { linear, linearWithoutBias } from "../../../../models/layers/layers.ts";
import { mul, relu } from "../../../../models/operators/elementwise.ts";
import { concat, reshape, split, transpose } from "../../../../models/operators/layout.ts";
import { gatherTokens } from "../../../../models/rewrite/rules/gather_tokens.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

/** What is done to a grid of 4x6 tokens of 3 channels. */
function grid(body: (g: Scope, x: Value) => Value): Graph {
  return graphOf(["N", 4, 6, 3], (g, x) => relu(g, body(g, relu(g, x))));
}

/** The places that the only Gather of a graph reads. */
function placesOf(graph: Graph): readonly number[] {
  const [, name] = graph.nodes.find(({ op }) => op === "Gather")?.inputs ?? [];
  const data = graph.parameters.find((parameter) => parameter.name === name)?.data ?? [];
  return Array.from(data, Number);
}

Deno.test("gatherTokens() makes parts that change places one Gather", async () => {
  const graph = graphOf(["N", 5, 3], (g, x) => {
    const [head, tail] = split(g, relu(g, x), 1, [2, 3]) as [Value, Value];
    return relu(g, concat(g, [tail, head], 1));
  });
  const rewritten = gatherTokens(graph);
  assertEquals(opsOf(rewritten), ["Relu", "Reshape", "Gather", "Reshape", "Relu"]);
  assertEquals(placesOf(rewritten), [2, 3, 4, 0, 1]);
  await assertEqualOutputs(graph, rewritten);
});

Deno.test("gatherTokens() makes a roll and a cut into windows one Gather, and the way back", async () => {
  const graphs = {
    there: grid((g, x) => toWindows(g, roll(g, x, [-1, -2]), 2)),
    back: graphOf(["N", 6, 4, 3], (g, x) => relu(g, roll(g, fromWindows(g, x, [4, 6]), [1, 2]))),
    "rows only": grid((g, x) => roll(g, x, [3, 0])),
    "three parts": grid((g, x) => {
      const [a, b, c] = split(g, x, 2, [1, 2, 3]) as [Value, Value, Value];
      return concat(g, [c, a, b], 2);
    }),
    "a part of a part": grid((g, x) => {
      const [a, b] = split(g, x, 1, [1, 3]) as [Value, Value];
      const [c, d] = split(g, b, 1, [1, 2]) as [Value, Value];
      return concat(g, [d, a, c], 1);
    }),
    "axes turned": grid((g, x) => transpose(g, roll(g, x, [1, 1]), [0, 2, 1, 3])),
  };
  for (const [what, graph] of Object.entries(graphs)) {
    const rewritten = gatherTokens(graph);
    assertEquals(opsOf(rewritten).filter((op) => op === "Gather").length, 1, what);
    assertEquals(opsOf(rewritten).filter((op) => op === "Concat" || op === "Split"), [], what);
    await assertEqualOutputs(graph, rewritten);
  }
});

Deno.test("gatherTokens() moves tokens once that are moved before a layer and after it", async () => {
  const swap = (g: Scope, x: Value) => transpose(g, x, [0, 2, 1, 3]);
  const layers = {
    "with a bias": (g: Scope, x: Value) => linear(g, "fc", x, 5),
    "without one": (g: Scope, x: Value) => linearWithoutBias(g, "fc", x, 5),
  };
  for (const [what, layer] of Object.entries(layers)) {
    const graphs = {
      "before": grid((g, x) => swap(g, layer(g, roll(g, x, [-1, -2])))),
      "after": grid((g, x) => roll(g, layer(g, swap(g, x)), [1, 2])),
      "and cut": grid((g, x) => reshape(g, swap(g, layer(g, roll(g, x, [1, 1]))), ["N", 6, 20])),
    };
    for (const [when, graph] of Object.entries(graphs)) {
      const rewritten = gatherTokens(graph);
      const moves = opsOf(rewritten).filter((op) => ["Concat", "Gather", "Split"].includes(op));
      assertEquals(moves, ["Gather"], `${what}, ${when}`);
      const turned = rewritten.nodes.filter(({ op, attributes: { perm } }) =>
        op === "Transpose" && String(perm) !== "1,0"
      );
      assertEquals(turned, [], `${what}, ${when}`);
      await assertEqualOutputs(graph, rewritten);
    }
  }
});

Deno.test("gatherTokens() looks through no layer that others read, or beside which nothing moves", async () => {
  const layer = (g: Scope, x: Value) => linear(g, "fc", x, 3);
  const swap = (g: Scope, x: Value) => transpose(g, x, [0, 2, 1, 3]);
  const turned = ({ nodes }: Graph) =>
    nodes.filter(({ op, attributes: { perm } }) => op === "Transpose" && String(perm) !== "1,0")
      .length;
  const shared = grid((g, x) => {
    const y = layer(g, roll(g, x, [1, 1]));
    return mul(g, relu(g, swap(g, y)), relu(g, transpose(g, y, [0, 2, 1, 3])));
  });
  assertEquals(turned(gatherTokens(shared)), 2);
  await assertEqualOutputs(shared, gatherTokens(shared));
  assertLeftAlone(gatherTokens, {
    "moved before only": grid((g, x) => layer(g, toWindows(g, x, 2))),
    "moved without parts": grid((g, x) => swap(g, layer(g, swap(g, x)))),
  });
});

Deno.test("gatherTokens() leaves other moves alone, the graph too", () => {
  assertLeftAlone(gatherTokens, {
    "no parts put together": grid((g, x) => toWindows(g, x, 2)),
    "parts of channels": grid((g, x) => {
      const [a, b] = split(g, x, 3, [1, 2]) as [Value, Value];
      return concat(g, [b, a], 3);
    }),
    "parts of two grids": grid((g, x) => {
      const [a] = split(g, x, 1, [2, 2]) as [Value];
      const [, b] = split(g, relu(g, x), 1, [2, 2]) as [Value, Value];
      return concat(g, [a, b], 1);
    }),
    "a part twice as long": grid((g, x) => concat(g, [x, x], 1)),
    "half of the grid": grid((g, x) => {
      const [a, b] = split(g, x, 1, [1, 3]) as [Value, Value];
      return concat(g, [a, split(g, b, 1, [1, 2])[0] as Value], 1);
    }),
    "no tokens": graphOf(["N", 4], (g, x) => {
      const [a, b] = split(g, relu(g, x), 1, [2, 2]) as [Value, Value];
      return relu(g, concat(g, [b, a], 1));
    }),
  });
});

Deno.test("gatherTokens() goes back no further than tokens are whole", async () => {
  const graph = grid((g, x) => {
    const images = transpose(g, x, [0, 3, 1, 2]); // [N, 3, 4, 6]
    return roll(g, reshape(g, images, ["N", 3, 8, 3]), [1, 0]);
  });
  const rewritten = gatherTokens(graph);
  assertEquals(placesOf(rewritten).length, 24);
  await assertEqualOutputs(graph, rewritten);
});

Deno.test("gatherTokens() gives every reader a Gather of its own", async () => {
  const graph = buildManyOutputs("test", {
    input: { name: "x", shape: ["N", 4, 6, 3] },
    body(g, x) {
      const rolled = roll(g, relu(g, x), [1, 0]);
      return { y: relu(g, toWindows(g, rolled, 2)), rolled: mul(g, rolled, rolled) };
    },
  });
  const rewritten = gatherTokens(graph);
  assertEquals(opsOf(rewritten).filter((op) => op === "Gather").length, 2);
  await assertEqualOutputs(graph, rewritten);
});
