// Attention of ONNX and of ONNX Runtime, whole or with projections, with caches of keys and values.
// B batch, S queries, L keys, T keys with those of the past, H heads, D width of a head.

import {
  type Call,
  dtypeOf,
  intOf,
  intsOf,
  likeFirst,
  resized,
  type RuleTable,
  shapeOf,
} from "../engine/call.ts";
import {
  type Inferred,
  isKnown,
  knownNumber,
  type Size,
  type Sizes,
  tensor,
} from "../engine/inferred.ts";
import { times } from "./layout_shapes.ts";

function over(size: Size | undefined, divisor: Size | undefined): Size {
  return isKnown(size) && isKnown(divisor) && divisor > 0 ? size / divisor : null;
}

function plus(a: Size | undefined, b: Size | undefined): Size {
  return isKnown(a) && isKnown(b) ? a + b : null;
}

/** Queries, keys or values as `[B, H, S, D]`, whether they come so or as `[B, S, H D]`. */
function headed(shape: Sizes | null, heads: Size): Sizes {
  if (shape === null) return [null, null, null, null];
  if (shape.length === 4) return shape;
  const [batch = null, length = null, width] = shape;
  return [batch, heads, length, over(width, heads)];
}

/** ONNX's own: the result, the keys and values with those of the past, the scores. */
function attention(call: Call): readonly Inferred[] {
  const [queries, keys, values] = [shapeOf(call, 0), shapeOf(call, 1), shapeOf(call, 2)];
  const [batch = null, heads = null, length = null] = headed(
    queries,
    intOf(call, "q_num_heads") ?? null,
  );
  const keyHeads = intOf(call, "kv_num_heads") ?? null;
  const key = headed(keys, keyHeads);
  const value = headed(values, keyHeads);
  const past = call.inputs[4];
  const total = past === undefined ? key[2] ?? null : plus(past.shape?.[2], key[2]);
  const width = value[3] ?? null;
  const result = queries?.length === 4
    ? [batch, heads, length, width]
    : [batch, length, times(heads, width)];
  const cache = ([b = null, h = null, , d = null]: Sizes) => [b, h, total, d];
  const dtype = dtypeOf(call, 0);
  return [
    tensor(dtype, queries && result),
    tensor(dtypeOf(call, 1), cache(key)),
    tensor(dtypeOf(call, 2), cache(value)),
    tensor(dtype, [batch, heads, length, total]),
  ];
}

/** State of a recurrence instead of keys: `[B, S, H D]` and `[B, H, D, D of values]`. */
function linearAttention(call: Call): readonly Inferred[] {
  const [queries, keys, values] = [shapeOf(call, 0), shapeOf(call, 1), shapeOf(call, 2)];
  const heads = intOf(call, "kv_num_heads") ?? null;
  const [keyWidth, valueWidth] = [over(keys?.[2], heads), over(values?.[2], heads)];
  const [batch = null, length = null] = queries ?? [];
  const result = [batch, length, times(intOf(call, "q_num_heads") ?? null, valueWidth)];
  const state = tensor(
    dtypeOf(call, 3) ?? dtypeOf(call, 0),
    [batch, heads, keyWidth, valueWidth],
  );
  return [tensor(dtypeOf(call, 0), result), state];
}

/** Scores that a subgraph may change: queries, keys and values `[B, H, S, D]`. */
function flexAttention(call: Call): readonly Inferred[] {
  const shape = shapeOf(call, 0);
  const width = shapeOf(call, 2)?.at(-1) ?? null;
  return resized(call, shape && [...shape.slice(0, -1), width]);
}

/**
 * With the projections of queries, keys and values in one weight `[in, q + k + v]`; the cache is
 * `[2, B, H, T, D]`.
 */
function packedAttention({ past, result }: { readonly past: number; readonly result?: "float32" }) {
  return (call: Call): readonly Inferred[] => {
    const [batch = null, length = null] = shapeOf(call, 0) ?? [];
    const columns = shapeOf(call, 1)?.at(-1) ?? null;
    const widths = intsOf(call, "qkv_hidden_sizes");
    const width = widths?.[2] ?? over(columns, 3);
    const heads = intOf(call, "num_heads") ?? null;
    const before = call.inputs[past];
    const total = before === undefined ? length : plus(before.shape?.[3], length);
    const cache = [2, batch, heads, total, over(widths?.[1] ?? over(columns, 3), heads)];
    const dtype = result ?? dtypeOf(call, 0);
    return [tensor(dtype, [batch, length, width]), tensor(dtype, cache)];
  };
}

/**
 * Projected before: queries `[B, S, H D]`, or packed `[B, S, H, 3, D]`; keys and values
 * `[B, L, H D]`, `[B, H, L, D]`, or packed `[B, L, H, 2, D]`.
 */
function multiHeadAttention(call: Call): readonly Inferred[] {
  const [queries, keys, values] = [shapeOf(call, 0), shapeOf(call, 1), shapeOf(call, 2)];
  const heads = intOf(call, "num_heads") ?? null;
  const dtype = dtypeOf(call, 0);
  if (queries === null) return [tensor(dtype, null), tensor(dtype, null), tensor(dtype, null)];
  const [batch = null, length = null] = queries;
  const isPacked = queries.length === 5;
  const width = isPacked ? queries[4] ?? null : over(queries[2], heads);
  const valueWidth = isPacked || keys?.length === 5
    ? width
    : values?.length === 4
    ? values[3] ?? null
    : over(values?.[2], heads);
  const keyCount = isPacked ? length : (keys?.length === 4 ? keys[2] : keys?.[1]) ?? null;
  const past = call.inputs[6];
  const total = past === undefined ? keyCount : plus(past.shape?.[2], keyCount);
  return [
    tensor(dtype, [batch, length, times(heads, valueWidth)]),
    tensor(dtype, [batch, heads, total, width]),
    tensor(dtype, [batch, heads, total, valueWidth]),
    tensor(dtype, [batch, heads, length, total]),
  ];
}

/** Fewer heads of keys than of queries; all three may be packed into the first input. */
function groupQueryAttention(call: Call): readonly Inferred[] {
  const [queries, keys, past] = [shapeOf(call, 0), shapeOf(call, 1), shapeOf(call, 3)];
  const [batch = null, length = null, columns = null] = queries ?? [];
  const [heads, keyHeads] = [intOf(call, "num_heads") ?? 1, intOf(call, "kv_num_heads") ?? 1];
  const width = over(columns, keys === null ? heads + 2 * keyHeads : heads);
  const before = past?.[2] ?? (call.inputs[3] === undefined ? 0 : null);
  const totalGiven = knownNumber(call.inputs[6]);
  const total = isKnown(before) ? totalGiven === null ? null : Math.max(before, totalGiven) : null;
  const cache = tensor(dtypeOf(call, 3) ?? dtypeOf(call, 0), [
    batch,
    keyHeads,
    call.inputs[3] === undefined && totalGiven === null ? length : total,
    width,
  ]);
  return [tensor(dtypeOf(call, 0), [batch, length, times(heads, width)]), cache, cache];
}

/** One step of a decoder over a cache that has its full length. */
function decoderAttention(call: Call): readonly Inferred[] {
  const [batch = null, length = null, columns = null] = shapeOf(call, 0) ?? [];
  const values = shapeOf(call, 2);
  const heads = intOf(call, "num_heads") ?? null;
  const width = values?.length === 4 ? times(heads, values[3] ?? null) : values?.[2] ?? columns;
  const cache = (place: number) => tensor(dtypeOf(call, place), shapeOf(call, place));
  return [tensor(dtypeOf(call, 0), [batch, length, width]), cache(5), cache(6)];
}

/** Queries `[S, B, H D]` and keys `[T, B, H D]`; the caches are `[B, H, T, D]`. */
function crossAttention(call: Call): readonly Inferred[] {
  const [queries, keys] = [shapeOf(call, 0), shapeOf(call, 1)];
  const heads = intOf(call, "num_heads") ?? null;
  const hasPast = call.inputs[6] !== undefined;
  const cache = tensor(dtypeOf(call, 0), [
    keys?.[1] ?? null,
    heads,
    hasPast ? null : keys?.[0] ?? null,
    over(keys?.[2], heads),
  ]);
  return [tensor(dtypeOf(call, 0), queries), cache, cache];
}

/** Tokens `[tokens, H D]` of several sequences in a row, or with heads `[tokens, H, 3, D]`. */
function tokenAttention(call: Call): readonly Inferred[] {
  const [queries, values] = [shapeOf(call, 0), shapeOf(call, 2)];
  const [tokens = null, columns = null] = queries ?? [];
  const width = queries?.length === 4 ? times(columns, queries[3] ?? null) : values?.[1] ?? null;
  const isPlain = queries?.length === 4 || (values !== null && values[1] === columns);
  const cache = (place: number) => tensor(dtypeOf(call, place), shapeOf(call, place));
  return [tensor(dtypeOf(call, 0), [tokens, isPlain ? width : null]), cache(3), cache(4)];
}

/** Tokens without padding: `[tokens, in]`. */
function unpaddedAttention(call: Call): readonly Inferred[] {
  const [tokens = null] = shapeOf(call, 0) ?? [];
  const weightColumns = shapeOf(call, 1)?.at(-1) ?? null;
  const width = intsOf(call, "qkv_hidden_sizes")?.[2] ?? over(weightColumns, 3);
  return resized(call, [tokens, width]);
}

/** ONNX's own. */
export const ATTENTION: RuleTable = {
  Attention: attention,
  LinearAttention: linearAttention,
  RotaryEmbedding: likeFirst,
};

/** Of ai.onnx.preview. */
export const PREVIEW_ATTENTION: RuleTable = { FlexAttention: flexAttention };

/** ONNX Runtime's own. */
export const CONTRIBUTED_ATTENTION: RuleTable = {
  Attention: packedAttention({ past: 4 }),
  QAttention: packedAttention({ past: 8, result: "float32" }),
  MultiHeadAttention: multiHeadAttention,
  GroupQueryAttention: groupQueryAttention,
  SparseAttention: groupQueryAttention,
  DecoderMaskedMultiHeadAttention: decoderAttention,
  PackedAttention: unpaddedAttention,
  RotaryEmbedding: likeFirst,
  DecoderMaskedSelfAttention: packedAttention({ past: 4 }),
  DecoderAttention: crossAttention,
  PackedMultiHeadAttention: tokenAttention,
  PagedAttention: tokenAttention,
  LinearAttention: linearAttention,
  QOrderedAttention: likeFirst,
  GemmaRotaryEmbedding: likeFirst,
  LongformerAttention: likeFirst,
  MoE: likeFirst,
  QMoE: likeFirst,
  QOrderedLongformerAttention: likeFirst,
  /** `[heads, rows of the table]` and two lengths -> `[1, heads, queries, keys]` */
  RelativePositionBias: (call) =>
    resized(call, [
      1,
      shapeOf(call, 0)?.[1] ?? null,
      knownNumber(call.inputs[1]),
      knownNumber(call.inputs[2]),
    ]),
};
