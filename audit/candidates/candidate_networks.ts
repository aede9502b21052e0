// Networks that a published figure may really be about: the one that its row names, or a sibling.
//
// A sibling comes from the catalog, from another input size, or from the graph itself by adding a
// layer or changing a grid. Sibling graphs are for counting only; they are never run.

import { buildGraph } from "../../models/graph/builder.ts";
import type { BuildOptions, CatalogEntry } from "../../models/catalog.ts";
import {
  elementCount,
  type Graph,
  type Node,
  type Shape,
  type Value,
} from "../../models/graph/graph.ts";
import type { ImageSize } from "../../models/graph/image_size.ts";
import { batchNorm, conv2d } from "../../models/layers/layers.ts";
import { ALIGNMENT_PAIRS, DISTILLATION_PAIRS, type NetworkPair } from "../../models/pairs.ts";
import type { Meaning } from "./counted_candidates.ts";

/** Builds a network of the catalog by its id; `undefined` if it has none or refuses the size. */
export type Builder = (id: string, options?: BuildOptions) => Graph | undefined;

/** A sibling of every network. */
export interface NetworkCandidate extends Meaning {
  /** The sibling; the very graph where nothing changes; `undefined` where there is none. */
  readonly graphOf: (entry: Pick<CatalogEntry, "id">, build: Builder) => Graph | undefined;
}

/** Graphs at 224 that differ from the row's own network. */
export const NETWORKS: readonly NetworkCandidate[] = [
  {
    id: "aligned",
    label: "with alignment",
    text: "the twin with co-attention (marked * by DS-Net) instead of the plain network",
    graphOf: twinGraph(ALIGNMENT_PAIRS, "model"),
  },
  {
    id: "plain",
    label: "without alignment",
    text: "the plain twin instead of the one with co-attention (marked * by DS-Net)",
    graphOf: twinGraph(ALIGNMENT_PAIRS, "base"),
  },
  {
    id: "not-distilled",
    label: "without distillation token",
    text: "the plain twin instead of the one with a distillation token and its classifier",
    graphOf: twinGraph(DISTILLATION_PAIRS, "base"),
  },
  {
    id: "full-grid",
    label: "full grid in the last stage",
    text: "global attention of DS-Net's last stage at full resolution (7x7 at 224) instead of 3x3",
    graphOf: ({ id }, build) => mapped(build(id), withFullGrid),
  },
  {
    id: "attn-down",
    label: "with attn_down",
    text: "with the down-sampling convolution that the reference code of DS-Net has commented out",
    graphOf: ({ id }, build) => mapped(build(id), withAttnDown),
  },
  {
    id: "first-projection",
    label: "first shortcut projected",
    text: "a 1x1 convolution in the first shortcut of ResNet-18 and -34, as PaddleClas has it",
    graphOf: ({ id }, build) => mapped(build(id), withFirstProjection),
  },
];

function atSize(what: string, size: ImageSize): Omit<NetworkCandidate, "id"> {
  const text = `${size.height}x${size.width}`;
  return {
    label: `input ${text}`,
    text: `the same ${what} at an input of ${text}`,
    graphOf: ({ id }, build) => build(id, { size }),
  };
}

/** Input sizes that publications use besides 224, in pixels. */
const OTHER_SIZES_PIXELS = [160, 192, 240, 256, 288, 320, 384, 448, 512] as const;

/** The row's own network at other input sizes. */
export const SIZES: readonly NetworkCandidate[] = OTHER_SIZES_PIXELS.map((pixels) => ({
  id: `input-${pixels}`,
  ...atSize("network", { height: pixels, width: pixels }),
}));

/**
 * Inputs of a detector besides 800x1280, height and width: squares, and what a shorter side of 800
 * makes of an image of 4:3 and of the widest one (1333), padded to multiples of 32.
 */
const OTHER_DETECTION_SIZES: readonly ImageSize[] = [
  { height: 512, width: 512 },
  { height: 640, width: 640 },
  { height: 800, width: 800 },
  { height: 800, width: 1088 },
  { height: 800, width: 1344 },
  { height: 1024, width: 1024 },
];

/** A detector at other input sizes. */
export const DETECTION_SIZES: readonly NetworkCandidate[] = OTHER_DETECTION_SIZES.map((size) => ({
  id: `input-${size.height}x${size.width}`,
  ...atSize("detector", size),
}));

/** The wanted one of the pair that a network is in, or the network itself. */
function twinGraph(
  pairs: readonly NetworkPair[],
  wanted: keyof NetworkPair,
): NetworkCandidate["graphOf"] {
  return ({ id }, build) => {
    const pair = pairs.find(({ model, base }) => id === model || id === base);
    return build(pair === undefined ? id : pair[wanted]);
  };
}

function mapped(graph: Graph | undefined, change: (graph: Graph) => Graph): Graph | undefined {
  return graph === undefined ? undefined : change(graph);
}

/** A resize of the global stream to its coarse grid, with the values around it. */
interface DownSampling {
  readonly node: Node;
  readonly from: Value;
  readonly to: Value;
}

function downSamplings(graph: Graph): readonly DownSampling[] {
  return graph.nodes
    .filter(({ op, stream }) => op === "Resize" && stream === "global")
    .map((node) => ({ node, from: valueOf(graph, node.inputs[0]), to: outputOf(graph, node) }))
    .filter(({ from, to }) => elementCount(to.shape) < elementCount(from.shape));
}

/**
 * SteveTsui/DS-Net models.py, the commented-out `attn_down` of a block: a depthwise convolution on
 * the global half, `[N, C/2, H, W]`, with kernel 2d + 1, stride d, padding d for a grid of H/d.
 */
function withAttnDown(graph: Graph): Graph {
  const extras = downSamplings(graph).map(({ node, from, to }) => {
    const half = Number(from.shape[1]);
    const divisor = Math.floor(Number(from.shape[2]) / Number(to.shape[2]));
    return buildGraph(graph.name, {
      input: from,
      outputName: `${node.scope}.attn_down`,
      body: (g, x) =>
        conv2d(g.at(node.scope), "attn_down", x, {
          out: half,
          kernel: 2 * divisor + 1,
          stride: divisor,
          pad: divisor,
          groups: half,
        }),
    });
  });
  return extras.length === 0 ? graph : joined(graph, extras);
}

/** `layer1.0` as PaddleClas's legendary_models/resnet.py has it: a projection where none is due. */
function withFirstProjection(graph: Graph): Graph {
  const first = graph.nodes.find(({ scope }) => scope === "layer1.0.conv1");
  const isProjected = graph.nodes.some(({ scope }) => scope === "layer1.0.downsample.0");
  if (first === undefined || isProjected) return graph;

  const input = valueOf(graph, first.inputs[0]);
  const extra = buildGraph(graph.name, {
    input,
    outputName: "layer1.0.downsample",
    body(g, x) {
      const downsample = g.at("layer1.0.downsample");
      const out = Number(input.shape[1]);
      const projected = conv2d(downsample, "0", x, { out, kernel: 1, bias: false });
      return batchNorm(downsample, "1", projected);
    },
  });
  return joined(graph, [extra]);
}

/** Tokens and grid of the last stage replaced by as many as it has pixels. */
function withFullGrid(graph: Graph): Graph {
  const last = downSamplings(graph).at(-1);
  if (last === undefined) return graph;
  const stage = last.node.scope.split(".")[0] ?? "";
  const [fromHeight, fromWidth] = last.from.shape.slice(-2).map(Number) as [number, number];
  const [toHeight, toWidth] = last.to.shape.slice(-2).map(Number) as [number, number];

  function enlarged(shape: Shape): Shape {
    const [height, width] = shape.slice(-2);
    if (shape.length === 4 && height === toHeight && width === toWidth) {
      return [...shape.slice(0, 2), fromHeight, fromWidth];
    }
    return shape.map((size) => size === toHeight * toWidth ? fromHeight * fromWidth : size);
  }

  const stageOutputs = new Set(
    graph.nodes
      .filter(({ scope }) => scope.startsWith(`${stage}.`))
      .flatMap(({ outputs }) => outputs),
  );
  const values = [...graph.values].map(([name, value]) =>
    [name, stageOutputs.has(name) ? { ...value, shape: enlarged(value.shape) } : value] as const
  );
  return { ...graph, values: new Map(values) };
}

/** The graph with the nodes and parameters of others added, whose inputs are values of it. */
function joined(graph: Graph, extras: readonly Graph[]): Graph {
  return {
    ...graph,
    // Put out, since what no output needs is not counted.
    outputs: [...graph.outputs, ...extras.flatMap(({ outputs }) => outputs)],
    nodes: [...graph.nodes, ...extras.flatMap(({ nodes }) => nodes)],
    parameters: [...graph.parameters, ...extras.flatMap(({ parameters }) => parameters)],
    values: new Map([graph, ...extras].flatMap(({ values }) => [...values])),
  };
}

function outputOf(graph: Graph, { outputs }: Node): Value {
  return valueOf(graph, outputs[0]);
}

function valueOf(graph: Graph, name = ""): Value {
  const value = graph.values.get(name);
  if (value !== undefined) return value;
  throw new RangeError(`Cannot find value "${name}" in graph "${graph.name}": name one of its own`);
}
