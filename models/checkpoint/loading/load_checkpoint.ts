// A checkpoint's tensors as the values of a graph's parameters.

import type { Graph } from "../../graph/graph.ts";
import type { ValueSource } from "../../graph/parameter_values.ts";
import { matchesPattern } from "../../pattern.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { type BufferKind, bufferKinds } from "./known_buffers.ts";
import { nothingFault, unfitFault } from "./loading_faults.ts";
import { LoadingError } from "./loading_error.ts";
import { bestMatching, type Pair } from "./matching.ts";
import type { NamedShape } from "./named_shape.ts";
import { fillFromPair, type OddValues, oddValues } from "./pair_values.ts";

/** A parameter and a tensor that it cannot take. */
export interface UnlikeShape extends NamedShape {
  /** Of the file's tensors, as the parameter would have it. */
  readonly found: readonly number[];
}

/** What became of every name. */
export interface LoadReport {
  /** Whose names they are; null: ours. */
  readonly map: string | null;
  /** What was taken away from before every name; null: nothing. */
  readonly prefix: string | null;
  /** Parameters that have values of the file. */
  readonly matched: number;
  /** Tensors that they come from, by number format. */
  readonly formats: Readonly<Record<string, number>>;
  /** Parameters that have none, and were allowed to. */
  readonly missing: readonly NamedShape[];
  /** Of these, those for which the file has a tensor of another shape. */
  readonly unlike: readonly UnlikeShape[];
  /** Tensors that no parameter is for. */
  readonly unexpected: readonly NamedShape[];
  /** Tensors that are no parameters here, and are left alone. */
  readonly knownBuffers: readonly BufferKind[];
  /** Averaged copies of other tensors, left alone. */
  readonly copies: number;
  /** What is unusual among the values; null: they were not looked at. */
  readonly odd: OddValues | null;
}

/** The values of a checkpoint, and what became of every name. */
export interface Loaded {
  /** Of learned parameters and buffers; the checkpoint must stay open while it is used. */
  readonly values: ValueSource;
  readonly report: LoadReport;
}

/** How a checkpoint is loaded. */
export interface LoadOptions {
  /** Where the values of parameters come from that the file has none for. */
  readonly others: ValueSource;
  /** Patterns of names (`*`, `?`) of parameters that may be missing or of another shape. @default none */
  readonly allowMissing?: readonly string[];
  /** Whether all values are read once, to count denormal ones. @default true */
  readonly looksAtValues?: boolean;
}

/**
 * Matches a checkpoint to a graph.
 *
 * @throws {LoadingError} If nothing matches, or what is missing or of unlike shape was not allowed to.
 * @throws {CheckpointError} If values cannot be read.
 */
export function loadCheckpoint(
  graph: Graph,
  checkpoint: Checkpoint,
  { others, allowMissing = [], looksAtValues = true }: LoadOptions,
): Loaded {
  const matched = bestMatching(graph, checkpoint.tensors);
  const { map, prefix, pairs, unlike, missing, unexpected, knownBuffers, copies } = matched;
  if (pairs.length + unlike.length === 0) throw new LoadingError(nothingFault(graph, matched));
  const isAllowed = ({ name }: { readonly name: string }) =>
    allowMissing.some((pattern) => matchesPattern(name, pattern));
  const refused = {
    unlike: unlike.filter(({ parameter }) => !isAllowed(parameter)),
    missing: missing.filter((parameter) => !isAllowed(parameter)),
  };
  if (refused.unlike.length + refused.missing.length > 0) {
    throw new LoadingError(unfitFault(graph, refused, matched));
  }

  const byName = new Map(pairs.map((pair) => [pair.parameter.name, pair]));
  return {
    values(target, parameter) {
      const pair = byName.get(parameter.name);
      if (pair === undefined) others(target, parameter);
      else fillFromPair(target, pair);
    },
    report: {
      map: map?.id ?? null,
      prefix: prefix === "" ? null : prefix,
      matched: pairs.length,
      formats: formatsOf(pairs),
      missing: [...missing, ...unlike.map(({ parameter }) => parameter)].map(namedShape),
      unlike: unlike.map(({ parameter, shape }) => ({ ...namedShape(parameter), found: shape })),
      unexpected: unexpected.map(namedShape),
      knownBuffers: bufferKinds(knownBuffers),
      copies: copies.length,
      odd: looksAtValues ? oddValues(pairs) : null,
    },
  };
}

function namedShape({ name, shape }: NamedShape): NamedShape {
  return { name, shape };
}

function formatsOf(pairs: readonly Pair[]): Readonly<Record<string, number>> {
  const formats = Map.groupBy(pairs.flatMap(({ tensors }) => tensors), ({ dtype }) => dtype);
  return Object.fromEntries([...formats].map(([format, tensors]) => [format, tensors.length]));
}
