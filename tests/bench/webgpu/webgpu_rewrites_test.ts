// What the WebGPU list of bench/job/device_rewrites.ts claims: that the plain and the fast graph give on
// WebGPU what the plain one gives on the processor. One network of each family, as shallow and small
// as it may be, since a software renderer translates every shader; grids large enough for attention
// between 36 tokens, as the runtime has a kernel of its own from 32 on.

import { assert, assertEquals } from "@std/assert";
import { DEVICE_REWRITES } from "../../../bench/job/device_rewrites.ts";
import { CATALOG } from "../../../models/catalog.ts";
import { deit } from "../../../models/networks/deit.ts";
import { dsnet, DSNETS } from "../../../models/networks/dsnet.ts";
import type { Graph } from "../../../models/graph/graph.ts";
import { pvt } from "../../../models/networks/pvt.ts";
import { regnety } from "../../../models/networks/regnety.ts";
import { resnet } from "../../../models/networks/resnet.ts";
import { fastGraph } from "../../../models/rewrite/fast.ts";
import { swin } from "../../../models/networks/swin.ts";
import { fuseSelfAttention } from "../../../models/rewrite/rules/fuse_self_attention.ts";
import {
  ADAPTER,
  differenceOnWebgpu,
  NEEDS_WEBGPU,
  releaseWebgpu,
  SKIP_REASON,
} from "../../support/webgpu.ts";
import { smallAttention } from "./small_attention.ts";

/** Float32 sums in another order; an operator that computes something else is a thousand times off. */
const TOLERANCE = 1e-5;

const SMALL = { size: { height: 64, width: 64 }, classes: 10 } as const;
const SHALLOW = [1, 1, 1, 1] as const;
/** 36 tokens in stage 1, and in stage 4 a grid of one token that is resampled to 3x3 pixels. */
const DS_NET = { depths: [1, 0, 0, 1], gridDivisors: [4, 1, 1, 2] } as const;
const SIDE_96 = { ...SMALL, size: { height: 96, width: 96 } } as const;

const NETWORKS: readonly Graph[] = [
  dsnet("DS-Net with alignment", { ...DSNETS["dsnet-t-aligned"], ...DS_NET }, SIDE_96),
  deit("DeiT", { width: 64, heads: 1, distilled: true }, SIDE_96),
  swin("Swin", { width: 32, depths: [2, 0, 0, 1] }, {
    ...SMALL,
    size: { height: 224, width: 224 },
  }),
  pvt("PVT", { depths: SHALLOW }, SMALL),
  regnety("RegNetY", { widths: [64, 64, 64, 64], depths: SHALLOW, groupWidth: 32 }, SMALL),
  resnet("ResNet", { block: "basic", depths: SHALLOW }, SMALL),
];

const fast = (graph: Graph) => fastGraph(graph, DEVICE_REWRITES.webgpu.rewrites).graph;

Deno.test.afterAll(releaseWebgpu);

for (const plain of NETWORKS) {
  Deno.test({
    ...NEEDS_WEBGPU,
    name: `WebGPU computes ${plain.name}, plain and fast, as the processor does${SKIP_REASON}`,
    async fn() {
      for (const graph of new Set([plain, fast(plain)])) {
        const difference = await differenceOnWebgpu(graph, plain);
        assert(difference < TOLERANCE, `${graph === plain ? "plain" : "fast"}: ${difference}`);
      }
    },
  });
}

/** SwiftShader's subgroups; a kernel that takes 8 keys in each of its steps meets too few lanes. */
const lanes = (await navigator.gpu?.requestAdapter())?.info.subgroupMaxSize;

Deno.test({
  ignore: ADAPTER.problem !== null || lanes !== 4,
  name: `WebGPU's Attention is still wrong from 32 tokens on with subgroups of 4${SKIP_REASON}`,
  async fn() {
    const differences: number[] = [];
    for (const plain of [smallAttention(31), smallAttention(32)]) {
      differences.push(await differenceOnWebgpu(fuseSelfAttention(plain), plain));
    }
    const [right = NaN, wrong = NaN] = differences;
    assert(right < TOLERANCE, `31 tokens: ${right}`);
    assert(wrong > 0.01, `32 tokens: ${wrong}; repaired: DEVICE_REWRITES.webgpu may have it`);
  },
});

Deno.test("the networks that prove the list of WebGPU hold every operator of the catalog", () => {
  const opsOf = (graphs: readonly Graph[]) =>
    new Set(graphs.flatMap((plain) => [plain, fast(plain)]).flatMap(operators));
  const inCatalog = opsOf(CATALOG.map(({ build }) => build()));
  assertEquals([...inCatalog.difference(opsOf(NETWORKS))], []);
});

Deno.test("the networks that prove the list of WebGPU meet every rewrite of the list", () => {
  const { rewrites } = DEVICE_REWRITES.webgpu;
  const met = new Set(NETWORKS.flatMap((plain) => fastGraph(plain, rewrites).applied));
  assertEquals(Object.keys(rewrites).filter((name) => !met.has(name)), []);
});

function operators({ nodes }: Graph): readonly string[] {
  return nodes.map(({ domain, op }) => `${domain ?? ""}:${op}`);
}
