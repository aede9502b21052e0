// Inference of whole networks against one run of ONNX Runtime, tensor by tensor (tests/fixtures/
// make_onnx_runs.py).

import { assertEquals } from "@std/assert";
import { DATA_TYPES } from "../../../../models/graph/data_type.ts";
import type { DataType } from "../../../../models/graph/graph.ts";
import { isFixed, sizesText, tensor } from "../../../../models/file/shapes/engine/inferred.ts";
import { inferGraph } from "../../../../models/file/shapes/infer_graph.ts";
import { readModel } from "../../../../models/file/reading/read_model.ts";
import { bytesInMemory } from "../../../../models/file/wire/byte_source.ts";
import { readPacked } from "../../../support/packed_cases.ts";

interface Run {
  readonly name: string;
  readonly length: number;
  readonly inputs: readonly { readonly type: number; readonly shape: readonly number[] }[];
  readonly tensors: readonly (readonly [name: string, type: number, ...shape: number[]])[];
}

const DTYPES = new Map(
  Object.entries(DATA_TYPES).map(([name, { code }]) => [code as number, name as DataType]),
);

/** Tensors whose sizes only the data tell: of what survives a threshold, of what is not zero. */
const OPEN_COUNTS: Readonly<Record<string, number>> = {
  "layouts by dynamo": 2,
  "layouts by script": 2,
  "detector by script": 64,
};

/** Blocks of channels are as wide as the processor's registers, which no file says. */
function isBlocked(name: string): boolean {
  return name.startsWith("reorder_token");
}

Deno.test("inferGraph() gives the shape of every tensor of whole networks as ONNX Runtime has it", async () => {
  const { cases, models } = await readPacked<Run>("onnx_runs.bin.gz");
  let equalCount = 0;
  const wrong: string[] = [];
  const open = new Map<string, number>();
  for (const [place, { name, inputs, tensors }] of cases.entries()) {
    const { graph } = readModel(bytesInMemory(models[place] ?? new Uint8Array()));
    const fed = inputs.map(({ type, shape }) => tensor(DTYPES.get(type) ?? null, shape));
    const { values } = inferGraph(graph, fed);
    for (const [tensorName, type, ...shape] of tensors) {
      const value = values.get(tensorName);
      if (value === undefined || !isFixed(value.shape)) {
        open.set(name, (open.get(name) ?? 0) + 1);
        continue;
      }
      const [computed, recorded] = [
        `${value.dtype}${sizesText(value.shape)}`,
        `${DTYPES.get(type)}${sizesText(shape)}`,
      ];
      if (computed === recorded) equalCount++;
      else if (!isBlocked(tensorName)) {
        wrong.push(`${name}: "${tensorName}" ${computed} for ${recorded}`);
      }
    }
  }
  assertEquals([cases.length, equalCount], [14, 7125]);
  assertEquals(wrong, []);
  assertEquals(Object.fromEntries(open), OPEN_COUNTS);
});
