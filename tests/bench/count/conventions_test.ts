import { CONVENTION_IDS } from "../../../bench/count/conventions/convention_ids.ts";
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Convention,
  CONVENTIONS,
  countByAllConventions,
  countByConvention,
  countByConventionExactly,
  findConvention,
  variantsOf,
} from "../../../bench/count/conventions/mod.ts";
import { spellingOf } from "../../../bench/count/conventions/spelling.ts";
import { countGraph } from "../../../bench/count/count.ts";
import { frameOf } from "../../../bench/count/frames.ts";
import { buildGraph } from "../../../models/graph/builder.ts";
import { single } from "../../../models/graph/scope.ts";
import { findModel, MODELS } from "../../../models/catalog.ts";
import type { Spelling } from "../../../models/graph/graph.ts";
import { linear } from "../../../models/layers/layers.ts";
import { convTranspose } from "../../../models/operators/convolution.ts";
import { readFixture } from "../../support/fixtures.ts";

/** One line of counts.json: what a tool said about a reference network (make_counts.py). */
interface ToolCount {
  readonly tool: string;
  readonly version: string;
  readonly model: string;
  readonly variant: "" | "fused attention";
  readonly unit: "mac" | "flop";
  readonly total: number;
  readonly byOp?: Readonly<Record<string, number>>;
}

const RECORDS: readonly ToolCount[] = JSON.parse(await readFixture("counts.json"));

/** Recorded tools without a convention, and why. */
const NOT_REPRODUCED: Readonly<Record<string, string>> = {
  "ptflops pytorch": "replaces timm's Attention by a formula of its own, losing qkv and proj",
};

/**
 * What a tool counts beyond our graphs, by convention and model.
 *
 * - PVT's code resamples the position tables of stages 2 to 4 to the size that they have, as it
 *   compares with the grid of stage 1. fvcore sees 4 operations for each of those elements,
 *   DeepSpeed and its fork 1 for each pixel. The graph has no such identities.
 * - ptflops runs with gradients, and torch takes fused attention apart into matrix products where
 *   the mask needs one, as Swin's position biases do.
 */
const BEYOND_THE_GRAPH: Readonly<Record<string, number>> = {
  "fvcore pvt-small": 4 * (28 * 28 * 128 + 14 * 14 * 320 + 7 * 7 * 512),
  "deepspeed-flops pvt-small": 28 * 28 + 14 * 14 + 7 * 7,
  "calflops-flops pvt-small": 28 * 28 + 14 * 14 + 7 * 7,
  "ptflops-aten-fused-attention swin-t": 140_141_568,
};

/** What the tools call the operators. */
const SPELLINGS_BY_TOOL_NAME: Readonly<Record<string, readonly Spelling[]>> = {
  "conv": ["nn.Conv2d"],
  "linear": ["nn.Linear"],
  "matmul": ["@"],
  "batch_norm": ["nn.BatchNorm2d", "nn.BatchNorm2d subclass"],
  "layer_norm": ["nn.LayerNorm", "nn.LayerNorm subclass"],
  "upsample_bilinear2d": ["F.interpolate"],
  "adaptive_avg_pool2d": ["nn.AdaptiveAvgPool2d"],
  "aten.convolution": ["nn.Conv2d"],
  "aten.addmm": ["nn.Linear"],
  "aten.bmm": ["@"],
  "Conv2d": ["nn.Conv2d"],
  "Linear": ["nn.Linear", "bias of nn.Linear"],
  "BatchNorm2d": ["nn.BatchNorm2d"],
  "LayerNorm": ["nn.LayerNorm", "nn.LayerNorm subclass"],
};

/** A linear layer without bias is another function to the dispatcher, not to us. */
const MERGED_TOOL_NAMES: Readonly<Record<string, string>> = { "aten.mm": "aten.addmm" };

function conventionOf({ tool, version, unit, variant }: ToolCount): Convention {
  const convention = CONVENTIONS.find((candidate) =>
    candidate.tool === tool && candidate.version === version && candidate.unit === unit
  );
  assert(convention !== undefined, `no convention for ${tool} ${version} in ${unit}`);
  if (variant === "") return convention;
  const fused = `${convention.id}-fused-attention`;
  return variantsOf(convention).find(({ id }) => id === fused) ?? convention;
}

/** The tool's parts, those that are one to us together. */
function mergedNames(byOp: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const merged: Record<string, number> = {};
  for (const [name, part] of Object.entries(byOp)) {
    const known = MERGED_TOOL_NAMES[name] ?? name;
    merged[known] = (merged[known] ?? 0) + part;
  }
  return merged;
}

/** Sums our parts under the tool's names. */
function underToolNames(
  byOp: Partial<Record<Spelling, number>>,
  names: readonly string[],
): Record<string, number> {
  return Object.fromEntries(names.map((name) => {
    const spellings = SPELLINGS_BY_TOOL_NAME[name] ?? [];
    return [name, spellings.reduce((sum, spelling) => sum + (byOp[spelling] ?? 0), 0)];
  }));
}

Deno.test("CONVENTION_IDS names the conventions without their rules, in their order", () => {
  assertEquals([...CONVENTION_IDS] as string[], CONVENTIONS.map(({ id }) => id));
});

Deno.test("countByConvention() gives what the tools print, to the unit", () => {
  const reproducible = RECORDS.filter(({ tool }) => !(tool in NOT_REPRODUCED));
  for (const record of reproducible) {
    const convention = conventionOf(record);
    const { total } = countByConvention(findModel(record.model).build(), convention);
    const { tool, version, model, variant } = record;
    const beyond = BEYOND_THE_GRAPH[`${convention.id} ${model}`] ?? 0;
    assertEquals(total + beyond, record.total, `${tool} ${version} ${model} ${variant}`);
  }
});

Deno.test("countByConvention() gives what the tools print of each operator", () => {
  let comparedCount = 0;
  for (const record of RECORDS) {
    const { byOp: recorded, tool, model, variant } = record;
    if (recorded === undefined) continue;
    const convention = conventionOf(record);
    if (`${convention.id} ${model}` in BEYOND_THE_GRAPH) continue;
    const merged = mergedNames(recorded);
    const { byOp, total } = countByConvention(findModel(model).build(), convention);
    const named = underToolNames(byOp, Object.keys(merged));
    comparedCount++;
    assertEquals(named, merged, `${tool} ${model} ${variant}`);
    assertEquals(Object.values(named).reduce((sum, part) => sum + part), total);
  }
  assert(comparedCount > 20, `${comparedCount} records`);
});

Deno.test("CONVENTIONS holds every recorded version of every tool, but one", () => {
  const known = new Set(CONVENTIONS.map(({ tool, version }) => `${tool} ${version}`));
  const missing = RECORDS.filter(({ tool, version }) => !known.has(`${tool} ${version}`));
  assertEquals([...new Set(missing.map(({ tool }) => tool))], Object.keys(NOT_REPRODUCED));
});

Deno.test("CONVENTIONS have ids of their own, variants included", () => {
  const ids = CONVENTIONS.flatMap((one) => [one, ...variantsOf(one)]).map(({ id }) => id);
  assertEquals(new Set(ids).size, ids.length);
  assert(ids.every((id) => /^[a-z][a-z0-9.-]*$/.test(id)));
});

Deno.test("countByConvention() gives countGraph()'s macs as mac, and twice as many as flop2", () => {
  for (const { id, build } of MODELS) {
    const graph = build();
    const { macs, flops } = countGraph(graph, { batch: 3 });
    const mac = countByConvention(graph, findConvention("mac"), { batch: 3 });
    const flop2 = countByConvention(graph, findConvention("flop2"), { batch: 3 });
    assertEquals([mac.total, mac.unit, mac.batch], [macs, "mac", 3], id);
    assertEquals([flop2.total, flop2.unit], [flops, "flop"], id);
  }
});

Deno.test("countByConvention() gives the totals of thop 0.0.31 and paddle.flops 3.3.1", () => {
  const total = (model: string, convention: string) =>
    countByConvention(findModel(model).build(), findConvention(convention)).total;
  assertEquals(total("resnet50", "thop-legacy"), 4_111_514_624);
  assertEquals(total("resnet18", "thop-legacy"), 1_819_066_368);
  assertEquals(total("deit-s", "thop-legacy"), 4_241_293_824);
  assertEquals(total("resnet50", "paddle"), 4_111_514_624);
});

Deno.test("countByConvention() counts DeiT-S with a plain nn.LayerNorm as the tools do", () => {
  const graph = findModel("deit-s").build();
  const total = (id: string) => countByConvention(graph, findConvention(id)).total;
  assertEquals(total("thop-plain-layernorm"), 4_248_783_360);
  assertEquals(total("mmcv-plain-layernorm"), 4_245_076_224);
});

Deno.test("countByConvention() counts Swin-T with a pooling module as the tools do", () => {
  const graph = findModel("swin-t").build();
  const total = (id: string) => countByConvention(graph, findConvention(id)).total;
  // microsoft/Swin-Transformer, nn.AdaptiveAvgPool1d
  assertEquals(total("thop-pool-module"), 4_371_890_208);
  assertEquals(total("deepspeed-flops-pool-module"), 9_008_009_616);
  // torchvision, nn.AdaptiveAvgPool2d
  assertEquals(total("fvcore-pool-module"), 4_509_232_128);
});

Deno.test("variantsOf() lets fused attention do the softmax too", () => {
  const total = (id: string) =>
    countByConvention(findModel("swin-t").build(), findConvention(id)).total;
  const softmaxSteps = total("thop") - total("thop-fused-attention");
  assertEquals(softmaxSteps, 44_688 * (3 * 49 - 1));
  assertEquals(total("fvcore-fused-attention"), 4_369_052_928);
});

Deno.test("spellingOf() takes what the node says, else the usual spelling of its operator", () => {
  const spellings = (model: string, scope: string) => {
    const graph = findModel(model).build();
    return graph.nodes
      .filter((node) => node.scope === scope)
      .map((node) => [node.op, spellingOf(node, frameOf(graph))]);
  };
  assertEquals(spellings("deit-t", "blocks.0.attn.qkv"), [
    ["Transpose", undefined],
    ["MatMul", "nn.Linear"],
    ["Add", "bias of nn.Linear"],
  ]);
  assertEquals(spellings("deit-t", "norm"), [["LayerNormalization", "nn.LayerNorm subclass"]]);
  assertEquals(spellings("dsnet-t", "blocks1.0.norm_sa1"), [[
    "LayerNormalization",
    "nn.LayerNorm",
  ]]);
  assertEquals(spellings("resnet18", "bn1"), [["BatchNormalization", "nn.BatchNorm2d"]]);
  assertEquals(spellings("regnety-4gf", "stem.bn"), [
    ["BatchNormalization", "nn.BatchNorm2d subclass"],
  ]);
});

Deno.test("countByConvention() lists operators that no rule knows", () => {
  const graph = buildGraph("test", {
    input: { name: "x", shape: ["N", 4] },
    outputName: "y",
    body: (g, x) => single(g.node("Foo", { inputs: [x, x], outputs: [x.shape] })),
  });
  const { total, unknownOps } = countByConvention(graph, findConvention("fvcore"));
  assertEquals({ total, unknownOps }, { total: 0, unknownOps: { Foo: 1 } });
});

Deno.test("countByConvention() counts an Einsum by our own rule, unknown to the tools", () => {
  const graph = buildGraph("test", {
    input: { name: "x", shape: [3, 4] },
    outputName: "y",
    body: (g, x) =>
      single(g.node("Einsum", {
        inputs: [x, x],
        attributes: { equation: "ik,jk->ij" },
        outputs: [[3, 3]],
      })),
  });
  const counted = (id: string) => {
    const { total, byOp, unknownOps } = countByConvention(graph, findConvention(id));
    return { total, byOp, unknownOps };
  };
  assertEquals(counted("mac"), { total: 36, byOp: { Einsum: 36 }, unknownOps: {} });
  assertEquals(counted("flop2"), { total: 72, byOp: { Einsum: 72 }, unknownOps: {} });
  for (const id of ["fvcore", "conv-linear", "deepspeed-macs"]) {
    assertEquals(counted(id), { total: 0, byOp: {}, unknownOps: { Einsum: 1 } }, id);
  }
});

Deno.test("countByConvention() takes the work of unused nodes for tools only, which count what runs", () => {
  const graph = buildGraph("test", {
    input: { name: "x", shape: ["N", 4] },
    outputName: "y",
    body(g, x) {
      linear(g, "unused", x, 5);
      return linear(g, "used", x, 3);
    },
  });
  const total = (id: string) => countByConvention(graph, findConvention(id)).total;
  assertEquals(["mac", "conv-linear", "fvcore", "thop"].map(total), [12, 12, 32, 32]);
});

Deno.test("countByConvention() reads strides and groups of a transposed convolution", () => {
  const graph = buildGraph("test", {
    input: { name: "x", shape: ["N", 4, 5, 5] },
    outputName: "y",
    body(g, x) {
      const [weight, bias] = [g.parameter("weight", [4, 3, 3, 3]), g.parameter("bias", [6])];
      return convTranspose(g, x, weight, bias, {
        stride: 2,
        pad: 1,
        outputPad: 1,
        groups: 2,
      });
    },
  });
  const total = (id: string) => countByConvention(graph, findConvention(id)).total;
  // 10 x 10 pixels of 6 channels come out; a window has 2 channels of a group.
  assertEquals(total("mac"), 4 * 25 * 3 * 9);
  assertEquals(total("thop"), 600 * 2 * 9);
  assertEquals(total("torchinfo"), 600 * 2 * 9 + 600);
  // floor((5 + 2 - 3) / 2) + 1 = 3 pixels a side.
  assertEquals(total("calflops-flops"), 2 * 4 * 25 * 3 * 9 + 6 * 9);
});

Deno.test("countByConvention() says that it lacks a node whose tensors have no known shape", () => {
  const graph = findModel("resnet18").build();
  const values = new Map([...graph.values].filter(([name]) => name !== "bn1/BatchNormalization"));
  const { unknownOps } = countByConvention({ ...graph, values }, findConvention("thop"));
  assertEquals(unknownOps, { BatchNormalization: 1, Relu: 1 });
});

Deno.test("countByConvention() refuses totals beyond the exact integers", () => {
  const nearTheEnd = Math.floor(Number.MAX_SAFE_INTEGER / 8_178_368_512);
  assertThrows(
    () =>
      countByConvention(findModel("resnet50").build(), findConvention("deepspeed-flops"), {
        batch: nearTheEnd,
      }),
    RangeError,
    'Cannot count "resnet50" by deepspeed-flops in plain numbers as a total exceeds 2^53: ' +
      "got 9043254916825088, use a smaller input or batch, or countByConventionExactly()",
  );
});

Deno.test("countByConventionExactly() has no largest total", () => {
  const graph = findModel("resnet50").build();
  const { total } = countByConventionExactly(graph, findConvention("flop2"), { batch: 10 ** 15 });
  assertEquals(total, 8_178_368_512n * 10n ** 15n);
});

Deno.test("countByAllConventions() shows both numbers where spelling decides", () => {
  const ids = countByAllConventions(findModel("deit-s").build()).map(({ id }) => id);
  assertEquals(ids.filter((id) => id.startsWith("fvcore")), ["fvcore", "fvcore-fused-attention"]);
  assertEquals(ids.filter((id) => /^mac\b/.test(id)), ["mac"]);
});

Deno.test("variantsOf() leaves out what the tool does not notice", () => {
  const ids = variantsOf(findConvention("fvcore")).map(({ id }) => id);
  assertEquals(ids, ["fvcore-fused-attention", "fvcore-pool-module", "fvcore-pool-mean"]);
  assertEquals(variantsOf(findConvention("mac")), []);
});

Deno.test("findConvention() finds variants, and suggests the nearest ids", () => {
  assertEquals(findConvention(" FVCORE ").id, "fvcore");
  assertEquals(findConvention("ptflops-aten-fused-attention").unit, "mac");
  assertThrows(
    () => findConvention("fvcor"),
    RangeError,
    'Cannot find convention "fvcor": did you mean fvcore, ',
  );
});
