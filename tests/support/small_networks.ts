// One network of each family, as shallow and small as it may be, for devices on which every operator
// costs time before it runs first; grids large enough for attention between 36 tokens, as runtimes have
// kernels of their own from 32 on. Together they hold every operator of the catalog.

import { deit } from "../../models/networks/deit.ts";
import { dsnet, DSNETS } from "../../models/networks/dsnet.ts";
import type { Graph, Node } from "../../models/graph/graph.ts";
import { pvt } from "../../models/networks/pvt.ts";
import { regnety } from "../../models/networks/regnety.ts";
import { resnet } from "../../models/networks/resnet.ts";
import { swin } from "../../models/networks/swin.ts";

const SMALL = { size: { height: 64, width: 64 }, classes: 10 } as const;
const SHALLOW = [1, 1, 1, 1] as const;
/** 36 tokens in stage 1, and in stage 4 a grid of one token that is resampled to 3x3 pixels. */
const DS_NET = { depths: [1, 0, 0, 1], gridDivisors: [4, 1, 1, 2] } as const;
const SIDE_96 = { ...SMALL, size: { height: 96, width: 96 } } as const;

/** Their plain graphs. */
export const SMALL_NETWORKS: readonly Graph[] = [
  dsnet("DS-Net with alignment", { ...DSNETS["dsnet-t-aligned"], ...DS_NET }, SIDE_96),
  deit("DeiT", { width: 64, heads: 1, distilled: true }, SIDE_96),
  swin("Swin", { width: 32, depths: [2, 0, 0, 1] }, {
    ...SMALL,
    size: { height: 224, width: 224 },
  }),
  pvt("PVT", { depths: SHALLOW }, SMALL),
  regnety("RegNetY", { widths: [64, 64, 64, 64], depths: SHALLOW, groupWidth: 32 }, SMALL),
  withGivenWeight(resnet("ResNet", { block: "basic", depths: SHALLOW }, SMALL)),
];

/** A graph whose first weight is given on under another name, as exporters do with equal ones. */
function withGivenWeight(graph: Graph): Graph {
  const [weight] = graph.parameters;
  if (weight === undefined) throw new RangeError("Cannot give on a weight of none");
  const [from, name] = [weight.name, `${weight.name}/given`];
  const given = {
    name,
    op: "Identity",
    inputs: [from],
    outputs: [name],
    attributes: {},
    scope: "",
  };
  const inputsOf = ({ inputs }: Node) => inputs.map((each) => each === from ? name : each);
  return {
    ...graph,
    nodes: [given, ...graph.nodes.map((node) => ({ ...node, inputs: inputsOf(node) }))],
    values: new Map([...graph.values, [name, { ...weight, name }]]),
  };
}

/** The operators of a graph, with their domains. */
export function operatorsOf({ nodes }: Graph): readonly string[] {
  return nodes.map(({ domain, op }) => `${domain ?? ""}:${op}`);
}
