// models/checkpoint/formats/: what PyTorch, numpy and safetensors write is read to the last bit.

import { assertEquals } from "@std/assert";
import { readCheckpoint } from "../../../../models/checkpoint/formats/read_checkpoint.ts";
import { bytesInMemory } from "../../../../models/file/wire/byte_source.ts";
import { CHECKPOINT_CASES, valuesOf } from "../../../support/checkpoint_cases.ts";

for (const [index, expected] of CHECKPOINT_CASES.cases.entries()) {
  Deno.test(`readCheckpoint() finds in "${expected.name}" what its own library finds`, () => {
    const file = CHECKPOINT_CASES.models[index] ?? new Uint8Array();
    const found = readCheckpoint(bytesInMemory(file));
    const { format, chosen, others, skipped, notices } = found;
    assertEquals({ format, chosen, others, skipped, notices }, {
      format: expected.format,
      chosen: expected.chosen,
      others: expected.others,
      skipped: expected.skipped,
      notices: [],
    });
    const listed = found.tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape }));
    assertEquals(
      listed,
      expected.tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape }) as never),
    );
    for (const [place, { values }] of expected.tensors.entries()) {
      const tensor = found.tensors[place];
      if (values !== null && tensor) {
        assertEquals(valuesOf(tensor), values.map(Number), tensor.name);
      }
    }
  });
}
