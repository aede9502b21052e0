import { assertEquals } from "@std/assert";
import { fillFromPair } from "../../../../models/checkpoint/loading/pair_values.ts";
import { tensorOf } from "../../../support/key_list.ts";

Deno.test("fillFromPair() puts the neighbours of nn.Unfold where slices of the reference code are", () => {
  // Two channels of 2 x 2 neighbours, row by row: 0 1 above 2 3, and 4 5 above 6 7; twice.
  const stored = [0, 1, 2, 3, 4, 5, 6, 7];
  const parameter = { name: "w", shape: [2, 8], dtype: "float32", role: "learned" } as const;
  const target = new Float32Array(16);
  fillFromPair(target, {
    parameter,
    shape: [2, 8],
    isTransposed: false,
    isUnfolded: true,
    tensors: [tensorOf("w", [2, 8], [...stored, ...stored.map((value) => 10 + value)])],
  });
  const folded = [0, 4, 2, 6, 1, 5, 3, 7];
  assertEquals([...target], [...folded, ...folded.map((value) => 10 + value)]);
});
