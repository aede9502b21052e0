// Elements of the parameters of a graph and of all graphs inside of it, each once.

import { outputNames, type Parameter } from "../../models/graph/graph.ts";
import { neededNodes } from "../../models/graph/needed_nodes.ts";
import { allFrames, type Frame } from "./frames.ts";
import { packedElements } from "./packed_weights.ts";
import { exactElements } from "./rules/exact.ts";

/** Elements by what they are for. */
export interface ParameterCounts {
  /** Learned; one used twice counts once. */
  readonly params: bigint;
  /** What BatchNorm tracks. */
  readonly buffers: bigint;
  /** Scales and zero points. */
  readonly quantization: bigint;
  /** Learned ones that no output needs; they are among `params`. */
  readonly unusedParams: bigint;
}

/** Counts the parameters of a frame and of all inside of it. */
export function parameterCounts(frame: Frame): ParameterCounts {
  const frames = allFrames(frame);
  // Graphs of unlike iterations of one loop share theirs.
  const parameters = new Set(frames.flatMap(({ graph }) => graph.parameters));
  const elementsOf = parameterElements(frame);
  const read = readParameters(frames);
  let [params, buffers, quantization, unusedParams] = [0n, 0n, 0n, 0n];
  for (const parameter of parameters) {
    const { role } = parameter;
    if (role === "learned") {
      const elements = elementsOf(parameter);
      params += elements;
      if (!read.has(parameter)) unusedParams += elements;
    } else if (role === "buffer") buffers += elementsOf(parameter);
    else if (role === "quantization") quantization += elementsOf(parameter);
  }
  return { params, buffers, quantization, unusedParams };
}

/** Gives how many numbers a parameter of a frame holds, packed ones by what they stand for. */
export function parameterElements(frame: Frame): (parameter: Parameter) => bigint {
  const packed = packedElements(frame);
  return (parameter) => packed.get(parameter) ?? exactElements(parameter.shape);
}

function readParameters(frames: readonly Frame[]): ReadonlySet<Parameter> {
  const read = new Set<Parameter>();
  for (const { graph, parameterOf } of frames) {
    const look = (name: string) => {
      const parameter = parameterOf(name);
      if (parameter !== undefined) read.add(parameter);
    };
    for (const { inputs } of neededNodes(graph)) inputs.forEach(look);
    outputNames(graph).forEach(look);
  }
  return read;
}
