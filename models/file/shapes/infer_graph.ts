// Inference over a graph: node after node, in the order in which they run.
// Each size is known by itself or not; where nothing is known, the file's own statement counts.
//
// The proof is in tests/fixtures/, models without weights and without stated shapes: the 1905 of
// onnx's own backend tests, 56 operators of ONNX Runtime's own as it runs them, and 14 whole networks
// (exported, optimized, quantized) with the 7,125 tensors of one run; the tests have the reason for
// each shape that only data tell.

import type { FileDimension, FileGraph, FileNode, FileValue } from "../file_model.ts";
import { type Call, inferredOf, refuse } from "./engine/call.ts";
import type { BodyOutcome, InferBody, Inference, InferredBody } from "./engine/inference.ts";
import {
  type Inferred,
  sequenceOf,
  type Size,
  type Sizes,
  sizesText,
  tensor,
  UNKNOWN,
} from "./engine/inferred.ts";
import { bodyRuleOf, shapeRuleOf } from "./shape_rules.ts";

/** Sizes by the names that a file gives them. */
export type NamedSizes = ReadonlyMap<string, number>;

/**
 * Most steps, so that no file makes us work for ever: a node that is looked at is one, in a loop once
 * for each iteration that is followed, and so are some of the numbers that it reads.
 */
const MOST_STEPS = 300_000;
const NUMBERS_A_STEP = 8;

/**
 * What is known of every value of a graph.
 *
 * @param inputs What goes in, in the order of the graph.
 * @throws {RangeError} If inputs of a node cannot belong to its operator; the message names it.
 */
export function inferGraph(
  graph: FileGraph,
  inputs: readonly Inferred[],
  { names = new Map() }: { readonly names?: NamedSizes } = {},
): Inference {
  let stepsLeft = MOST_STEPS;
  function spend(call: Call): void {
    const numberCount = call.inputs.reduce((sum, input) => sum + (input?.numbers?.length ?? 0), 0);
    stepsLeft -= 1 + numberCount / NUMBERS_A_STEP;
    if (stepsLeft < 0) throw refuse(call, `the graph takes too long: over ${MOST_STEPS} steps`);
  }

  function infer(
    inner: FileGraph,
    given: readonly Inferred[],
    outer: (name: string) => Inferred | undefined,
  ): Inference {
    const values = new Map<string, Inferred>();
    const bodies = new Map<FileNode, readonly InferredBody[]>();
    const valueOf = (name: string) => values.get(name) ?? outer(name);
    for (const initializer of inner.initializers) {
      values.set(initializer.name, inferredOf(initializer));
    }
    for (const [place, input] of inner.inputs.entries()) {
      values.set(input.name, completed(given[place] ?? UNKNOWN, input, names));
    }
    const stated = new Map([
      ...inner.outputs.map((output) => [output.name, output] as const),
      ...inner.stated,
    ]);
    for (const node of inner.nodes) {
      const call = {
        node,
        inputs: node.inputs.map((name) => {
          if (name === "") return undefined;
          const value = valueOf(name);
          if (value !== undefined) return value;
          throw refuse({ node }, `its input "${name}" must come from before it: nothing gives it`);
        }),
      };
      spend(call);
      const results = outcomeOf(call, (body, start) => infer(body, start, valueOf));
      if (results.bodies.length > 0) bodies.set(node, results.bodies);
      for (const [place, name] of node.outputs.entries()) {
        if (name === "") continue;
        values.set(name, completed(results.outputs[place] ?? UNKNOWN, stated.get(name), names));
      }
    }
    return { values, bodies, outputs: inner.outputs.map(({ name }) => valueOf(name) ?? UNKNOWN) };
  }

  return infer(graph, inputs, () => undefined);
}

function outcomeOf(call: Call, infer: InferBody): BodyOutcome {
  const bodyRule = bodyRuleOf(call.node);
  const outcome = bodyRule === undefined
    ? { outputs: shapeRuleOf(call.node)?.(call) ?? [], bodies: [] }
    : bodyRule(call, infer);
  for (const { shape } of outcome.outputs) requireSizes(call, shape);
  return outcome;
}

/** Attributes and pads that do not fit give sizes below 0 or fractions of one. */
function requireSizes(call: Call, shape: Sizes | null): void {
  const isWhole = (size: Size) => size === null || (Number.isSafeInteger(size) && size >= 0);
  if (shape === null || shape.every(isWhole)) return;
  throw refuse(call, `its sizes must be whole numbers below 2^53: got ${sizesText(shape)}`);
}

/** What is computed, and what the file states where that is silent. */
function completed(computed: Inferred, stated: FileValue | undefined, names: NamedSizes): Inferred {
  if (stated === undefined || computed.sequence !== undefined) return computed;
  const shape = statedSizes(stated, names);
  if (stated.container?.endsWith("sequence")) return sequenceOf(null, tensor(stated.dtype, shape));
  return tensor(
    computed.dtype ?? stated.dtype,
    completedSizes(computed.shape, shape),
    computed.numbers,
  );
}

function completedSizes(computed: Sizes | null, stated: Sizes | null): Sizes | null {
  if (computed === null) return stated;
  if (stated?.length !== computed.length) return computed;
  return computed.map((size, axis) => size ?? stated[axis] ?? null);
}

/** Sizes as a file states them, names replaced where their size is known. */
function statedSizes({ shape }: FileValue, names: NamedSizes): Sizes | null {
  return shape?.map((size) => sizeOf(size, names)) ?? null;
}

function sizeOf(size: FileDimension, names: NamedSizes): Size {
  const number = typeof size === "string" ? names.get(size) : size;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : null;
}
