import { assertEquals } from "@std/assert";
import type { FileAttribute, FileNode } from "../../../../models/file/file_model.ts";
import {
  type Inferred,
  integers,
  sequenceOf,
  tensor,
  UNKNOWN,
} from "../../../../models/file/shapes/engine/inferred.ts";
import { SHAPE_RULES } from "../../../../models/file/shapes/shape_rules.ts";

/** What may reach an input: left out, unknown, of too few axes, of sizes that fit nothing. */
const INPUTS: readonly (Inferred | undefined)[] = [
  undefined,
  UNKNOWN,
  sequenceOf(null),
  sequenceOf([]),
  tensor("float32", []),
  tensor("float32", [null]),
  tensor("float32", [2, null, 3, 0]),
  tensor("float32", [2, 3, 4, 5]),
  tensor("uint8", [7, 3, 3, 3, 1]),
  tensor(null, [4]),
  integers([]),
  integers([1, null]),
  integers([-1, 2, 0, 5]),
  tensor("int64", [], [-7]),
  tensor("bool", [], [1]),
  tensor("float32", [4], [0.5, 2, 1, 1]),
];

const ATTRIBUTES: readonly (readonly [string, FileAttribute])[] = [
  ["axis", { kind: "int", value: -1n }],
  ["axis", { kind: "int", value: 9n }],
  ["axes", { kind: "ints", value: [0n, -2n] }],
  ["kernel_shape", { kind: "ints", value: [3n, 3n] }],
  ["pads", { kind: "ints", value: [-9n, 1n] }],
  ["strides", { kind: "ints", value: [0n] }],
  ["group", { kind: "int", value: 0n }],
  ["num_heads", { kind: "int", value: 0n }],
  ["num_outputs", { kind: "int", value: 2n ** 40n }],
  ["blocksize", { kind: "int", value: 0n }],
  ["to", { kind: "int", value: 99n }],
  ["equation", { kind: "string", value: "..ij,->->" }],
  ["perm", { kind: "ints", value: [0n, 0n] }],
  ["shape", { kind: "ints", value: [-1n, -1n, 0n] }],
];

/** The same numbers in every run (Knuth, The Art of Computer Programming 2, 3.3.4: line 26). */
function picker(seed: number) {
  let state = seed;
  return (count: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * count);
  };
}

Deno.test("every shape rule gives outputs or a RangeError that names the node, whatever goes in", () => {
  const pick = picker(1);
  const faults: string[] = [];
  for (const [domain, rules] of SHAPE_RULES) {
    for (const [op, rule] of rules) {
      for (let round = 0; round < 60; round++) {
        const node: FileNode = {
          name: "here",
          op,
          domain,
          scope: "",
          inputs: [],
          outputs: ["a", "b"],
          version: [1, 9, 13, 24][pick(4)] ?? 1,
          attributes: new Map(
            Array.from(
              { length: pick(4) },
              () => ATTRIBUTES[pick(ATTRIBUTES.length)] ?? ["", { kind: "int", value: 0n }],
            ),
          ),
        };
        const inputs = Array.from({ length: pick(7) }, () => INPUTS[pick(INPUTS.length)]);
        try {
          rule({ node, inputs });
        } catch (error) {
          const isSaid = error instanceof RangeError && error.message.includes('"here"');
          if (!isSaid) faults.push(`${domain} ${op}: ${error}`);
        }
      }
    }
  }
  assertEquals([...new Set(faults)], []);
});
