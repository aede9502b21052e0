// Inference against recorded outputs: of onnx's own backend tests (tests/fixtures/
// make_onnx_backend.py), and of operators that ONNX Runtime contributes (make_onnx_contributed.py).
// The models state no shapes there, so each is inferred from its inputs.

import { assertEquals } from "@std/assert";
import { DATA_TYPES } from "../../../../models/graph/data_type.ts";
import type { DataType } from "../../../../models/graph/graph.ts";
import { readModel } from "../../../../models/file/reading/read_model.ts";
import { bytesInMemory } from "../../../../models/file/wire/byte_source.ts";
import {
  type Inferred,
  isFixed,
  sequenceOf,
  sizesText,
  tensor,
  UNKNOWN,
} from "../../../../models/file/shapes/engine/inferred.ts";
import { inferGraph } from "../../../../models/file/shapes/infer_graph.ts";
import { readPacked } from "../../../support/packed_cases.ts";

interface RecordedTensor {
  readonly type: number;
  readonly shape: readonly number[];
  readonly numbers?: readonly number[];
}

type Recorded = RecordedTensor | { readonly sequence: readonly RecordedTensor[] } | null;

interface Case {
  readonly name: string;
  readonly length: number;
  readonly inputs: readonly Recorded[];
  readonly outputs: readonly Recorded[];
}

const DTYPES = new Map(
  Object.entries(DATA_TYPES).map(([name, { code }]) => [code as number, name as DataType]),
);

function inferredOf(value: Recorded): Inferred {
  if (value === null) return UNKNOWN;
  if ("sequence" in value) return sequenceOf(value.sequence.map(inferredOf));
  return tensor(DTYPES.get(value.type) ?? null, value.shape, value.numbers ?? null);
}

/** Text of what is inferred; `?` where nothing is. */
function textOf({ dtype, shape, sequence }: Inferred): string {
  if (sequence === undefined) return `${dtype ?? "?"}${sizesText(shape)}`;
  return sequence.items === null ? "..." : `(${sequence.items.map(textOf).join(" ")})`;
}

/** Why an output's shape does not follow from inputs, by how the tests are called, with their number. */
const BY_DATA: readonly (readonly [tests: RegExp, count: number, reason: string])[] = [
  [/^node\/test_image_decoder_/, 9, "height and width are in the bytes of the image"],
  [/^node\/test_nonmaxsuppression_/, 10, "how many boxes survive depends on all of them"],
  [/^node\/test_string_split_/, 6, "how many parts there are depends on the text"],
  [/^(node\/test_strnormalizer|simple\/test_strnorm_model)_/, 12, "stop words are dropped"],
  [/^node\/test_unique_.*_axis/, 3, "slices are compared as a whole"],
  [/^node\/test_loop16_seq_none$/, 1, "a branch asks whether an optional input is there"],
  [/^simple\/test_gradient_/, 2, "Gradient has no rule: its inputs are named by an attribute"],
];

function isWhole({ dtype, shape, sequence }: Inferred): boolean {
  if (sequence !== undefined) return sequence.items?.every(isWhole) ?? false;
  return dtype !== null && isFixed(shape);
}

/** Outputs that are not as recorded, and tests with an output whose shape does not follow from inputs. */
async function compared(fixture: string) {
  const { cases, models } = await readPacked<Case>(fixture);
  const wrong: string[] = [];
  const open = new Set<string>();
  for (const [place, { name, inputs, outputs }] of cases.entries()) {
    const { graph } = readModel(bytesInMemory(models[place] ?? new Uint8Array()));
    const inference = inferGraph(graph, inputs.map(inferredOf));
    for (const [at, output] of outputs.entries()) {
      const [computed, recorded] = [inference.outputs[at] ?? UNKNOWN, inferredOf(output)];
      if (!isWhole(computed)) open.add(name);
      else if (textOf(computed) !== textOf(recorded)) {
        wrong.push(`${name} ${at}: ${textOf(computed)} for ${textOf(recorded)}`);
      }
    }
  }
  return { count: cases.length, wrong, open: [...open] };
}

Deno.test("inferGraph() gives the recorded shape of each output of onnx's backend tests", async () => {
  const { count, wrong, open } = await compared("onnx_backend.bin.gz");
  assertEquals(count, 1905);
  assertEquals(wrong, []);
  assertEquals(open.filter((name) => !BY_DATA.some(([tests]) => tests.test(name))), []);
  assertEquals(
    BY_DATA.map(([tests]) => open.filter((name) => tests.test(name)).length),
    BY_DATA.map(([, count]) => count),
  );
});

Deno.test("inferGraph() gives what ONNX Runtime puts out of the operators that it contributes", async () => {
  assertEquals(await compared("onnx_contributed.bin.gz"), { count: 56, wrong: [], open: [] });
});
