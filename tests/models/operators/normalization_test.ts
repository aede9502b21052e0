// Norms where a wrong epsilon shows: on inputs whose variance is as small as the epsilon itself. That
// every network has the right one is in state_dicts_test.ts.

import { assert, assertEquals } from "@std/assert";
import type { Graph } from "../../../models/graph/graph.ts";
import { batchNorm, layerNorm } from "../../../models/layers/layers.ts";
import { scale } from "../../../models/operators/elementwise.ts";
import { batchNormalization } from "../../../models/operators/normalization.ts";
import { anyValues, seededValues } from "../../../models/graph/parameter_values.ts";
import { imagesFor, type OutputTensor, REFERENCE_SEED, runGraph } from "../../support/run_graph.ts";
import { graphOf } from "../rewrite/equal_outputs.ts";

const TOLERANCE = 1e-5;

/** The seeded values of a parameter of a graph. */
function valuesOf({ parameters }: Graph, name: string): Float32Array {
  const parameter = parameters.find((one) => one.name === name);
  if (parameter === undefined) throw new RangeError(`Cannot find "${name}"`);
  const target = new Float32Array(parameter.shape.reduce((product, size) => product * size, 1));
  anyValues(seededValues(REFERENCE_SEED))(target, parameter);
  return target;
}

async function outputOf(graph: Graph): Promise<Float32Array> {
  const [outputs] = await runGraph(graph, [imagesFor(graph, 2)]);
  return (outputs?.["y"] as OutputTensor).data;
}

function assertClose(actual: Float32Array, expected: readonly number[], place: string): void {
  assertEquals(actual.length, expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  const difference = Math.max(...expected.map((value, i) => Math.abs(value - (actual[i] ?? NaN))));
  assert(
    difference / largest <= TOLERANCE,
    `${place}: relative difference ${difference / largest}`,
  );
}

const WIDTH = 8;

/** Images lie within 2 of 0: times this, their variance is the epsilon's size. */
function factorFor(epsilon: number): number {
  return Math.sqrt(epsilon);
}

/** (x - mean) / sqrt(variance + epsilon) weight + bias, over rows of WIDTH. */
function normalized(graph: Graph, factor: number, epsilon: number): readonly number[] {
  const [weight, bias] = [valuesOf(graph, "norm.weight"), valuesOf(graph, "norm.bias")];
  const inputs = [...imagesFor(graph, 2)].map((value) => Math.fround(value * Math.fround(factor)));
  return inputs.map((value, i) => {
    const row = inputs.slice(i - i % WIDTH, i - i % WIDTH + WIDTH);
    const mean = row.reduce((sum, x) => sum + x, 0) / WIDTH;
    const variance = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / WIDTH;
    const deviation = Math.sqrt(variance + epsilon);
    return (value - mean) / deviation * (weight[i % WIDTH] ?? NaN) + (bias[i % WIDTH] ?? NaN);
  });
}

Deno.test("layerNorm() adds its epsilon to a variance of the same size", async () => {
  for (const epsilon of [1e-6, 1e-5, 1e-3]) {
    const factor = factorFor(epsilon);
    const graph = graphOf(
      ["N", 3, WIDTH],
      (g, x) => layerNorm(g, "norm", scale(g, x, factor), { epsilon }),
    );
    const output = await outputOf(graph);
    assertClose(output, normalized(graph, factor, epsilon), `epsilon ${epsilon}`);
  }
});

Deno.test("batchNormalization() adds its epsilon to a variance of the same size", async () => {
  for (const epsilon of [1e-5, 1]) {
    const graph = graphOf(["N", 2, 3, 3], (g, x) => {
      const layer = g.at("norm");
      const statistics = {
        weight: layer.parameter("weight", [2]),
        bias: layer.parameter("bias", [2]),
        mean: layer.parameter("running_mean", [2], "buffer"),
        variance: scale(layer, layer.parameter("running_var", [2], "buffer"), epsilon),
      };
      return batchNormalization(layer, x, statistics, { epsilon });
    });
    const [weight, bias, mean, variance] = ["weight", "bias", "running_mean", "running_var"]
      .map((name) => [...valuesOf(graph, `norm.${name}`)]) as [
        number[],
        number[],
        number[],
        number[],
      ];
    const expected = [...imagesFor(graph, 2)].map((x, i) => {
      const c = Math.floor(i / 9) % 2;
      const of = (values: readonly number[]) => values[c] ?? NaN;
      return (x - of(mean)) / Math.sqrt(epsilon * of(variance) + epsilon) * of(weight) + of(bias);
    });
    assertClose(await outputOf(graph), expected, `epsilon ${epsilon}`);
  }
});

Deno.test("batchNorm() has the epsilon of torch.nn.BatchNorm2d", () => {
  const [node] = graphOf(["N", 2, 3, 3], (g, x) => batchNorm(g, "norm", x)).nodes;
  assertEquals(node?.attributes, { epsilon: { float: 1e-5 } });
});
