import { assertEquals, assertThrows } from "@std/assert";
import { findModel } from "../../../../models/catalog.ts";
import type { Graph, Value } from "../../../../models/graph/graph.ts";
import { expandInput } from "../../../../models/rewrite/variants/expand_input.ts";
import { imagesFor, type OutputTensor, runGraph } from "../../../support/run_graph.ts";

const GRAPH = findModel("resnet18").build({ size: { height: 32, width: 32 } });

Deno.test("expandInput() gives for one image the logits of a batch of it", async () => {
  const [outputs] = await runGraph(expandInput(GRAPH, 3), [imagesFor(GRAPH, 1)]);
  const { shape, data } = outputs?.["logits"] as OutputTensor;
  assertEquals(shape, [3, 1000]);
  const rows = [0, 1, 2].map((row) => data.slice(1000 * row, 1000 * (row + 1)));
  assertEquals(rows[1], rows[0]);
  assertEquals(rows[2], rows[0]);
});

Deno.test("expandInput() gives the runtime one image and repeats it inside", () => {
  const { inputs, nodes, values } = expandInput(GRAPH, 3);
  assertEquals(inputs.map(({ name, shape }) => [name, shape]), [["image", [1, 3, 32, 32]]]);
  const [expand, ...rest] = nodes;
  assertEquals([expand?.op, expand?.inputs[0], expand?.outputs], [
    "Expand",
    "image",
    ["image/expanded"],
  ]);
  assertEquals(rest.filter(({ inputs }) => inputs.includes("image")), []);
  assertEquals(values.get("image/expanded")?.shape, ["N", 3, 32, 32]);
});

Deno.test("expandInput() refuses a graph whose batch is not open, or of other than one input", () => {
  const [image] = GRAPH.inputs as [Value];
  const refused: readonly Graph["inputs"][] = [
    [{ name: "x", dtype: "float32", shape: [1, 3] }],
    [image, { ...image, name: "second" }],
    [],
  ];
  for (const inputs of refused) {
    assertThrows(
      () => expandInput({ ...GRAPH, inputs }, 2),
      RangeError,
      'Cannot expand the input of "resnet18" as it needs one input with an open batch: ' +
        `got ${inputs.length} inputs`,
    );
  }
});
