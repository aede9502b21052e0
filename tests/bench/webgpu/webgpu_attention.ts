// Where com.microsoft's attention is wrong on WebGPU: prints, form by form and number of tokens by
// number of tokens, how far the provider is from the processor. With SwiftShader:
//   VK_DRIVER_FILES=/usr/lib/chromium/vk_swiftshader_icd.json deno run --allow-read \
//     --allow-ffi=node_modules --allow-env --allow-run=deno tests/bench/webgpu/webgpu_attention.ts
//
// What the runtime's public source says of it (contrib_ops/webgpu/bert/flash_attention): fewer than 32
// queries take a kernel that needs no subgroups. From 32 on, where a head's width is a multiple of 4
// and its values are as wide, another kernel goes over the keys in steps of as many as a subgroup has
// lanes, but adds up at least 8 keys in a step. With 4 lanes, as SwiftShader has, half of them are
// others' or nobody's. Subgroups of 8 lanes or more, as GPUs have, fit.

import { buildGraph } from "../../../models/graph/builder.ts";
import { type Scope, single } from "../../../models/graph/scope.ts";
import type { Graph, Value } from "../../../models/graph/graph.ts";
import { linear } from "../../../models/layers/layers.ts";
import { concat, split } from "../../../models/operators/layout.ts";
import { ADAPTER, differenceOnWebgpu } from "../../support/webgpu.ts";

const HEADS = 2;
const TOKEN_COUNTS = [31, 32, 64];
/** So many queries still take the kernel that is right. */
const FEW_QUERIES = 31;

interface AttentionOptions {
  /** Width of the values of all heads. @default that of the queries */
  readonly valueWidth?: number;
  /** Whether zeros are added to the scores. */
  readonly withScores?: boolean;
}

/** The operator that `fuseSelfAttention` writes: `[N, T, D]` -> `[N, T, valueWidth]`. */
function attention(g: Scope, x: Value, { valueWidth, withScores }: AttentionOptions = {}): Value {
  const [batch = "N", tokens = 0, width = 0] = x.shape;
  const widths = [Number(width), Number(width), valueWidth ?? Number(width)] as const;
  const total = widths[0] + widths[1] + widths[2];
  const weight = g.parameter("weight", [Number(width), total]);
  const bias = g.parameter("bias", [total]);
  const scores = [1, HEADS, Number(tokens), Number(tokens)];
  const zeros = new Float32Array(HEADS * Number(tokens) ** 2);
  return single(g.node("Attention", {
    domain: "com.microsoft",
    inputs: withScores
      ? [x, weight, bias, undefined, undefined, g.constant(zeros, scores)]
      : [x, weight, bias],
    attributes: { num_heads: HEADS, qkv_hidden_sizes: widths },
    outputs: [[batch, tokens, widths[2]]],
  }));
}

/** Queries, keys and values by layers of their own; so many queries at once. */
function multiHeadAttention(g: Scope, x: Value, most = Number(x.shape[1])): Value {
  const [batch = "N", tokens = 0, width = 0] = x.shape;
  const [query, key, value] = ["q", "k", "v"].map((name) => linear(g, name, x, Number(width)));
  const count = Number(tokens);
  const lengths = Array.from(
    { length: Math.ceil(count / most) },
    (_, i) => Math.min(most, count - i * most),
  );
  const parts = split(g, query as Value, 1, lengths);
  const outputs = parts.map((part) =>
    single(g.node("MultiHeadAttention", {
      domain: "com.microsoft",
      inputs: [part, key, value],
      attributes: { num_heads: HEADS },
      outputs: [[batch, part.shape[1] ?? 0, width]],
    }))
  );
  return concat(g, outputs, 1);
}

interface Form {
  readonly headWidth: number;
  readonly body: (g: Scope, x: Value) => Value;
}

const FORMS: Readonly<Record<string, Form>> = {
  "Attention": { headWidth: 4, body: (g, x) => attention(g, x) },
  "Attention, heads 64 wide": { headWidth: 64, body: (g, x) => attention(g, x) },
  "Attention, zeros added to the scores": {
    headWidth: 4,
    body: (g, x) => attention(g, x, { withScores: true }),
  },
  "Attention, heads 6 wide": { headWidth: 6, body: (g, x) => attention(g, x) },
  "Attention, values wider than queries": {
    headWidth: 4,
    body: (g, x) => attention(g, x, { valueWidth: HEADS * 8 }),
  },
  "MultiHeadAttention": { headWidth: 4, body: (g, x) => multiHeadAttention(g, x) },
  "MultiHeadAttention, 31 queries at once": {
    headWidth: 4,
    body: (g, x) => multiHeadAttention(g, x, FEW_QUERIES),
  },
};

function graphOf({ headWidth, body }: Form, tokens: number): Graph {
  const input = { name: "x", shape: ["N", tokens, HEADS * headWidth] } as const;
  return buildGraph("attention", { input, outputName: "y", body });
}

async function cell(form: Form, tokens: number): Promise<string> {
  try {
    const graph = graphOf(form, tokens);
    return (await differenceOnWebgpu(graph, graph)).toExponential(1);
  } catch (error) {
    return String(error).slice(0, 80);
  }
}

function say(line: string): void {
  // deno-lint-ignore no-console
  console.log(line);
}

const info = (await navigator.gpu?.requestAdapter())?.info;
say(
  `${ADAPTER.deviceName}, subgroups of ${info?.subgroupMinSize} to ${info?.subgroupMaxSize} lanes`,
);
say(`Relative difference for ${TOKEN_COUNTS.join(", ")} tokens`);
for (const [name, form] of Object.entries(FORMS)) {
  const cells: string[] = [];
  for (const tokens of TOKEN_COUNTS) cells.push(await cell(form, tokens));
  say(`${name}: ${cells.join(", ")}`);
}
