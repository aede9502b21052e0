import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Convention,
  CONVENTIONS,
  countByAllConventions,
  countByConvention,
  findConvention,
  variantsOf,
} from "../../bench/conventions/mod.ts";
import { spellingOf } from "../../bench/conventions/spelling.ts";
import { countGraph } from "../../bench/count.ts";
import { buildGraph, single } from "../../models/builder.ts";
import { CATALOG, findModel } from "../../models/catalog.ts";
import type { Spelling } from "../../models/graph.ts";
import { readFixture } from "../support/fixtures.ts";

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

/** What the tools call the operators. */
const SPELLINGS_BY_TOOL_NAME: Readonly<Record<string, readonly Spelling[]>> = {
  "conv": ["nn.Conv2d"],
  "linear": ["nn.Linear"],
  "matmul": ["@"],
  "batch_norm": ["nn.BatchNorm2d"],
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

function conventionOf({ tool, version, unit, variant }: ToolCount): Convention {
  const convention = CONVENTIONS.find((candidate) =>
    candidate.tool === tool && candidate.version === version && candidate.unit === unit
  );
  assert(convention !== undefined, `no convention for ${tool} ${version} in ${unit}`);
  if (variant === "") return convention;
  const fused = `${convention.id}-fused-attention`;
  return variantsOf(convention).find(({ id }) => id === fused) ?? convention;
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

Deno.test("countByConvention() gives what the tools print, to the unit", () => {
  const reproducible = RECORDS.filter(({ tool }) => !(tool in NOT_REPRODUCED));
  for (const record of reproducible) {
    const convention = conventionOf(record);
    const { total } = countByConvention(findModel(record.model).build(), convention);
    const { tool, version, model, variant } = record;
    assertEquals(total, record.total, `${tool} ${version} ${model} ${variant}`);
  }
});

Deno.test("countByConvention() gives what the tools print of each operator", () => {
  for (const record of RECORDS) {
    if (record.byOp === undefined) continue;
    const { byOp, total } = countByConvention(
      findModel(record.model).build(),
      conventionOf(record),
    );
    const named = underToolNames(byOp, Object.keys(record.byOp));
    assertEquals(named, record.byOp, `${record.tool} ${record.model} ${record.variant}`);
    assertEquals(Object.values(named).reduce((sum, part) => sum + part), total);
  }
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
  for (const { id, build } of CATALOG) {
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

Deno.test("spellingOf() takes what the node says, else the usual spelling of its operator", () => {
  const spellings = (model: string, scope: string) =>
    findModel(model).build().nodes
      .filter((node) => node.scope === scope)
      .map((node) => [node.op, spellingOf(node)]);
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
});

Deno.test("countByConvention() lists operators that no rule knows", () => {
  const graph = buildGraph("test", {
    input: { name: "x", shape: ["N", 4] },
    outputName: "y",
    body: (g, x) => single(g.node("Einsum", { inputs: [x, x], outputs: [x.shape] })),
  });
  const { total, unknownOps } = countByConvention(graph, findConvention("fvcore"));
  assertEquals({ total, unknownOps }, { total: 0, unknownOps: { Einsum: 1 } });
});

Deno.test("countByConvention() refuses a tensor without a shape", () => {
  const graph = findModel("resnet18").build();
  const values = new Map([...graph.values].filter(([name]) => name !== "bn1/BatchNormalization"));
  assertThrows(
    () => countByConvention({ ...graph, values }, findConvention("thop")),
    RangeError,
    'Cannot count "bn1/BatchNormalization" as its tensor "bn1/BatchNormalization" has no known shape',
  );
});

Deno.test("countByConvention() refuses totals beyond the exact integers", () => {
  const nearTheEnd = Math.floor(Number.MAX_SAFE_INTEGER / 8_178_368_512);
  assertThrows(
    () =>
      countByConvention(findModel("resnet50").build(), findConvention("deepspeed-flops"), {
        batch: nearTheEnd,
      }),
    RangeError,
    'Cannot count "resnet50" exactly by deepspeed-flops as the total exceeds 2^53',
  );
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
