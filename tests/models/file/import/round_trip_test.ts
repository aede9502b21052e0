// Every network of the catalog, written by our encoder and read back: the same figures, node by node.

import { seededValues } from "../../../../models/graph/parameter_values.ts";
import { assertEquals } from "@std/assert";
import { type Count, countGraph } from "../../../../bench/count/count.ts";
import { graphOfFile } from "../../../../models/file/import/graph_of_file.ts";
import { readModel } from "../../../../models/file/reading/read_model.ts";
import { MODELS } from "../../../../models/catalog.ts";
import { encodeOnnx } from "../../../../models/graph/onnx.ts";
import { bytesInMemory } from "../../../../models/file/wire/byte_source.ts";
import { usedParameters } from "../../../../models/graph/graph.ts";

function figures({ macs, macsMax, macsInteger, nodes, coverage }: Count) {
  return {
    macs,
    macsMax,
    macsInteger,
    nodes: nodes.map(({ name, op, macs, output }) => [name, op, macs, output]),
    unknown: [coverage.unknownOps, coverage.unknownShapes],
    nodeCounts: [coverage.countedNodes, coverage.freeNodes, coverage.unusedNodes],
  };
}

Deno.test("graphOfFile() gives of every network that we write what the catalog counts", () => {
  for (const { id, build } of MODELS) {
    const graph = build();
    const { graph: read, batch } = graphOfFile(
      readModel(bytesInMemory(encodeOnnx(graph, seededValues(1)).model)),
    );
    assertEquals(batch.size, "N", id);
    assertEquals(
      figures(countGraph(read, { batch: 2 })),
      figures(countGraph(graph, { batch: 2 })),
      id,
    );
    // A file has what nodes read: no batch counters, no weights that nobody needs.
    const { params, buffers } = countGraph({ ...graph, parameters: usedParameters(graph) });
    const found = countGraph(read);
    assertEquals([found.params, found.buffers], [params, buffers], id);
    assertEquals(found.quantization, 0, id);
  }
});
