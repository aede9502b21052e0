// The helper that proves activations tame: it must fail where they are not.

import { assertEquals } from "@std/assert";
import { scale, softmax } from "../../../models/operators/elementwise.ts";
import { graphOf } from "../rewrite/equal_outputs.ts";
import { activationNames, areTame, wildValues } from "./tame.ts";

Deno.test("areTame() refuses NaN, infinities and denormals, and what is hidden but not small", () => {
  const are = (value: number, isHidden?: () => boolean) =>
    areTame(new Float32Array([1, value, -2]), isHidden && ((index) => index === 1));
  const smallest = 2 ** -126;
  assertEquals(
    [0, -0, smallest, -smallest, 3.4e38].map((value) => are(value)),
    Array(5).fill(true),
  );
  const wild = [NaN, Infinity, -Infinity, smallest / 2, -smallest / 2, 2 ** -149];
  assertEquals(wild.map((value) => are(value)), Array(6).fill(false));
  const hidden = () => true;
  const small = [2 ** -149, 0, 1e-37, NaN].map((value) => are(value, hidden));
  assertEquals(small, [true, true, false, false]);
});

Deno.test("activationNames() has what every node puts out; wildValues() those that are not tame", () => {
  const graph = graphOf(["N", 2], (g, x) => softmax(g, scale(g, x, 2)));
  const names = activationNames(graph);
  assertEquals([names.length, names.at(-1)], [2, "y"]);
  const tensor = (value: number) => ({ shape: [1, 2], data: new Float32Array([1, value]) });
  const [inner = "", outer = ""] = names;
  assertEquals(wildValues(graph, { [inner]: tensor(1), [outer]: tensor(NaN) }), ["y"]);
  assertEquals(wildValues(graph, { [inner]: tensor(2 ** -130), [outer]: tensor(0) }), [inner]);
});
