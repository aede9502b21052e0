// Views of known chains: what is the same atom, what a chain needs at most, and where a view ends.

import { assertEquals } from "@std/assert";
import type { Scope } from "../../../../models/graph/scope.ts";
import type { Graph, Shape, Value } from "../../../../models/graph/graph.ts";
import { relu } from "../../../../models/operators/elementwise.ts";
import { reshape, transpose } from "../../../../models/operators/layout.ts";
import type { Site } from "../../../../models/rewrite/engine/rule.ts";
import { surroundingsOf } from "../../../../models/rewrite/engine/surroundings.ts";
import {
  axisSize,
  isSameAxis,
  isViewNode,
  stepsOf,
  viewOf,
} from "../../../../models/rewrite/engine/view.ts";
import { graphOf } from "../equal_outputs.ts";

/** The view that a network ends with. */
function viewIn(shape: Shape, body: (g: Scope, x: Value) => Value) {
  const graph: Graph = graphOf(shape, body);
  const site: Site = {
    ...surroundingsOf(graph),
    get g(): never {
      throw new RangeError("Cannot add nodes where only views are read");
    },
  };
  return viewOf(site, graph.outputs[0] as Value);
}

/** Sizes of the atoms of each axis, and where in the source each lies. */
function axesOf({ axes, sourceAxes }: ReturnType<typeof viewIn>) {
  const places = sourceAxes.flat();
  return axes.map((axis) => axis.map((atom) => [atom.size, places.indexOf(atom)]));
}

Deno.test("viewOf() cuts the axes of the source into atoms and keeps their order", () => {
  // [N, 4, 6] -> [N, 2, 2, 2, 3] -> [2, N, 3, 2, 2]
  const view = viewIn(
    ["N", 4, 6],
    (g, x) => transpose(g, reshape(g, x, ["N", 2, 2, 2, 3]), [2, 0, 4, 1, 3]),
  );
  assertEquals(view.source.name, "x");
  assertEquals(axesOf(view), [[[2, 2]], [["N", 0]], [[3, 4]], [[2, 1]], [[2, 3]]]);
  assertEquals(view.sourceAxes.map((axis) => axis.length), [1, 2, 2]);
});

Deno.test("viewOf() joins axes, across those of the source too, and leaves out those of one element", () => {
  const view = viewIn(["N", 4, 1, 6], (g, x) => reshape(g, x, ["N", 1, 8, 3]));
  assertEquals(axesOf(view), [[["N", 0]], [], [[4, 1], [2, 2]], [[3, 3]]]);
});

Deno.test("viewOf() begins anew where a size does not divide an axis", () => {
  const view = viewIn(["N", 6, 2], (g, x) => transpose(g, reshape(g, x, ["N", 4, 3]), [0, 2, 1]));
  assertEquals(view.source.name, "/Reshape");
  assertEquals(axesOf(view), [[["N", 0]], [[3, 2]], [[4, 1]]]);
});

Deno.test("viewOf() of what is no view is the value itself", () => {
  const view = viewIn(["N", 4, 1], relu);
  assertEquals([view.source.name, axesOf(view)], ["y", [[["N", 0]], [[4, 1]], []]]);
});

Deno.test("stepsOf() takes at most a Reshape, a Transpose and a Reshape", () => {
  const none = { cut: undefined, order: undefined, join: undefined };
  const same = viewIn(["N", 4, 6], (g, x) => reshape(g, x, ["N", 4, 6]));
  assertEquals(stepsOf(same), none);
  const joined = viewIn(["N", 4, 6], (g, x) => reshape(g, x, ["N", 24]));
  assertEquals(stepsOf(joined), { ...none, join: ["N", 24] });
  const moved = viewIn(["N", 4, 6], (g, x) => transpose(g, x, [0, 2, 1]));
  assertEquals(stepsOf(moved), { ...none, order: [0, 2, 1] });
  const cut = viewIn(
    ["N", 4, 6],
    (g, x) => transpose(g, reshape(g, x, ["N", 4, 2, 3]), [0, 3, 1, 2]),
  );
  assertEquals(stepsOf(cut), { ...none, cut: ["N", 4, 2, 3], order: [0, 3, 1, 2] });
  const all = viewIn(
    ["N", 4, 6],
    (g, x) => reshape(g, transpose(g, reshape(g, x, ["N", 4, 2, 3]), [0, 2, 1, 3]), ["N", 24]),
  );
  assertEquals(stepsOf(all), {
    cut: ["N", 4, 2, 3],
    order: [0, 2, 1, 3],
    join: ["N", 24],
  });
  const there = viewIn(["N", 4, 6], (g, x) => transpose(g, transpose(g, x, [0, 2, 1]), [0, 2, 1]));
  assertEquals(stepsOf(there), none);
});

Deno.test("axisSize(), isSameAxis() and isViewNode() tell their cases apart", () => {
  const [two, three, otherTwo] = [{ size: 2 }, { size: 3 }, { size: 2 }] as const;
  assertEquals([axisSize([]), axisSize([two, three]), axisSize([{ size: "N" }])], [1, 6, "N"]);
  assertEquals(isSameAxis([two, three], [two, three]), true);
  const others = [[two], [three, two], [otherTwo, three], [two, three, otherTwo], []];
  assertEquals(others.map((axis) => isSameAxis([two, three], axis)), Array(5).fill(false));
  const { nodes } = graphOf(
    ["N", 4, 6],
    (g, x) => relu(g, reshape(g, transpose(g, x, [0, 2, 1]), ["N", 24])),
  );
  assertEquals(nodes.map(isViewNode), [true, true, false]);
});
