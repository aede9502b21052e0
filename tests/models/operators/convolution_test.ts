// Transposed convolutions, held against the shapes that the runtime finds.

import { assertEquals, assertThrows } from "@std/assert";
import { countGraph } from "../../../bench/count/count.ts";
import { buildGraph } from "../../../models/graph/builder.ts";
import { dimensionSize } from "../../../models/graph/graph.ts";
import { convTranspose, type ConvTransposeOptions } from "../../../models/operators/convolution.ts";
import { runGraph } from "../../support/run_graph.ts";

/** Of 4 channels, 5 x 6 pixels; 3 channels a group come out, 3 x 3 kernels. */
function graphOf(options: ConvTransposeOptions) {
  return buildGraph("test", {
    input: { name: "x", shape: ["N", 4, 5, 6] },
    outputName: "y",
    body(g, x) {
      const weight = g.parameter("weight", [4, 3, 3, 3]);
      return convTranspose(g, x, weight, undefined, options);
    },
  });
}

/** Options, then channels, height and width that come out. */
const CASES: readonly (readonly [ConvTransposeOptions, readonly number[]])[] = [
  [{}, [3, 7, 8]],
  [{ stride: 3 }, [3, 15, 18]],
  [{ stride: 2, pad: 1 }, [3, 9, 11]],
  [{ stride: 2, pad: 1, outputPad: 1 }, [3, 10, 12]],
  [{ stride: 2, pad: [0, 1, 2, 1] }, [3, 9, 11]],
  [{ stride: 4, outputPad: 3, groups: 2 }, [6, 22, 26]],
];

Deno.test("convTranspose() gives the shape that the runtime finds, at any stride, pad and output pad", async () => {
  for (const [options, expected] of CASES) {
    const graph = graphOf(options);
    const shape = graph.outputs[0]?.shape.map((size) => dimensionSize(size, 1));
    assertEquals(shape, [1, ...expected]);
    const [result] = await runGraph(graph, [new Float32Array(4 * 5 * 6).fill(1)]);
    assertEquals(result?.["y"]?.shape, [1, ...expected]);
  }
});

Deno.test("countGraph() counts a transposed convolution by what goes in, whatever is cut off", () => {
  for (const [options] of CASES) {
    assertEquals(countGraph(graphOf(options)).macs, (4 * 5 * 6) * (3 * 3 * 3));
  }
});

Deno.test("convTranspose() refuses what does not fit", () => {
  const refused = (options: ConvTransposeOptions, message: string) =>
    assertThrows(
      () => graphOf(options),
      RangeError,
      `Cannot add ConvTranspose "(network)" as ${message}`,
    );
  refused(
    { groups: 3 },
    "its groups must divide the channels: got 3 groups for 4 that go in and 9 that come out",
  );
  refused(
    { stride: 2, outputPad: 2 },
    "its output pad must be a whole number from 0 and less than the stride: got 2 for stride 2",
  );
  refused({ outputPad: 1 }, "its output pad must be a whole number from 0");
  refused({ stride: 0 }, "its stride must be a whole number from 1");
  refused({ pad: 4 }, "its pads must leave a pixel: got -1x0, use smaller pads");
});
