// Careless changes of the rewrites: each is a guard or a term that only some graphs need.

import type { Mutation } from "./mutation.ts";

/** Of models/rewrite/. */
export const REWRITE_MUTATIONS: readonly Mutation[] = [
  {
    what: "foldBatchNorm: into a padded convolution",
    file: "models/rewrite/rules/fold_batch_norm.ts",
    find: "if (!norm || next.pad !== 0 || next.groups !== 1) return undefined;",
    replace: "if (!norm || next.groups !== 1) return undefined;",
  },
  {
    what: "foldBatchNorm: into a convolution of groups",
    file: "models/rewrite/rules/fold_batch_norm.ts",
    find: "if (!norm || next.pad !== 0 || next.groups !== 1) return undefined;",
    replace: "if (!norm || next.pad !== 0) return undefined;",
  },
  {
    what: "derived: epsilon left out of a scale",
    file: "models/rewrite/engine/derived.ts",
    find: "const scaleOf = (w = 0, v = 0) => w / Math.sqrt(v + epsilon);",
    replace: "const scaleOf = (w = 0, v = 0) => w / Math.sqrt(v + 0 * epsilon);",
  },
  {
    what: "derived: a dot product forgets what four do not divide",
    file: "models/rewrite/engine/derived.ts",
    find: "for (let i = whole; i < a.length; i++) s0 +=",
    replace: "for (let i = a.length; i < a.length; i++) s0 +=",
  },
  {
    what: "foldResidual: of another value",
    file: "models/rewrite/rules/fold_residual.ts",
    find: "isDepthwise(found) && found.x.name === x?.name ? found : undefined;",
    replace: "isDepthwise(found) && x !== undefined ? found : undefined;",
  },
  {
    what: "foldResidual: of a convolution that mixes channels",
    file: "models/rewrite/rules/fold_residual.ts",
    find: "return keepsSize && isDepthwise(found) &&",
    replace: "return keepsSize && found.groups > 1 &&",
  },
  {
    what: "patterns: a pointwise convolution may have a stride",
    file: "models/rewrite/engine/patterns.ts",
    find: "found?.kernel === 1 && found.stride === 1 && found.pad === 0",
    replace: "found?.kernel === 1 && found.pad === 0",
  },
  {
    what: "patterns: padding need not be symmetric",
    file: "models/rewrite/engine/patterns.ts",
    find: " && pads.every((p) => p === pad);",
    replace: " && pads.length > 0;",
  },
  {
    what: "patterns: what two nodes read is read once",
    file: "models/rewrite/engine/patterns.ts",
    find: "return site.readers(value).length === 1 && !site.isOutput(value);",
    replace: "return site.readers(value).length >= 1 && !site.isOutput(value);",
  },
  {
    what: "fuseProducts: alpha is dropped from a fused product",
    file: "models/rewrite/rules/fuse_products.ts",
    find: "{ ...found, alpha: factor * found.alpha }",
    replace: "{ ...found, alpha: factor }",
  },
  {
    what: "fuseProducts: any permutation is a swap of the last two axes",
    file: "models/rewrite/rules/fuse_products.ts",
    find: "return node && isSwap ? input(site, node, 0) : undefined;",
    replace: "return node && isSwap !== undefined ? input(site, node, 0) : undefined;",
  },
  {
    what: "projectFewerTokens: whoever reads the logits",
    file: "models/rewrite/rules/project_fewer_tokens.ts",
    find: "if (!found || !pixels || !isForSoftmax) return undefined;",
    replace: "if (!found || !pixels || isForSoftmax === undefined) return undefined;",
  },
  {
    what: "projectFewerTokens: although it is dearer",
    file: "models/rewrite/rules/project_fewer_tokens.ts",
    find:
      "return tokens * channels * (headWidth + count) < headWidth * count * (channels + tokens);",
    replace: "return tokens * channels * (headWidth + count) > 0;",
  },
  {
    what: "projectFewerTokens: a softmax over any axis",
    file: "models/rewrite/engine/patterns.ts",
    find: `return node?.op === "Softmax" && node.attributes["axis"] === -1;`,
    replace: `return node?.op === "Softmax";`,
  },
  {
    what: "projectFewerTokens: the bias of values is added for each head",
    file: "models/rewrite/rules/project_fewer_tokens.ts",
    find: "scaled(bias, 1 / elementCount(pixels.heads))",
    replace: "scaled(bias, 1)",
  },
  {
    what: "projectFewerTokens: the bias of queries is not scaled",
    file: "models/rewrite/rules/project_fewer_tokens.ts",
    find: "scaled(reshaped(bias, [...bias.shape, 1]), alpha)",
    replace: "scaled(reshaped(bias, [...bias.shape, 1]), 1)",
  },
  {
    what: "fuseSelfAttention: keys and values of another projection",
    file: "models/rewrite/rules/fuse_self_attention.ts",
    find: "if (!projection || key !== query || value !== query) return undefined;",
    replace: "if (!projection || key === undefined || value === undefined) return undefined;",
  },
  {
    what: "fuseSelfAttention: thirds in another order",
    file: "models/rewrite/rules/fuse_self_attention.ts",
    find: "constantNumber(site, input(site, gather, 1)) === index;",
    replace: "constantNumber(site, input(site, gather, 1)) !== undefined;",
  },
  {
    what: "convolveFewerPixels: where the resampling leaves more pixels",
    file: "models/rewrite/rules/convolve_fewer_pixels.ts",
    find: "if (!resize || !source || !shrinks(resize)) return undefined;",
    replace: "if (!resize || !source) return undefined;",
  },
  {
    what: "downSampleByMean: by an odd factor",
    file: "models/rewrite/rules/down_sample_by_mean.ts",
    find: "rows !== undefined && rows % 2 === 0 ? rows",
    replace: "rows !== undefined && rows > 1 && Number.isInteger(rows) ? rows",
  },
  {
    what: "derived: the centre of cells is a corner",
    file: "models/rewrite/engine/derived.ts",
    find: "target[i] = Math.min(row, column) >= width - 2 ? 1 / 4 : 0;",
    replace: "target[i] = Math.max(row, column) < 2 ? 1 / 4 : 0;",
  },
  {
    what: "patterns: a resampling that averages is bilinear",
    file: "models/rewrite/engine/patterns.ts",
    find: ` && centres === "half_pixel" && antialias === 0;`,
    replace: ` && centres === "half_pixel";`,
  },
  {
    what: "upSampleByFactor: by what is no whole factor",
    file: "models/rewrite/rules/up_sample_by_factor.ts",
    find: "Number.isInteger(scale) && scale > 1",
    replace: "scale > 1",
  },
  {
    what: "projectParts: another part of the projection",
    file: "models/rewrite/rules/project_parts.ts",
    find: "projectRows(site, view.source, index * count, count)",
    replace: "projectRows(site, view.source, 0 * index, count)",
  },
  {
    what: "convolveMlps: channels of no whole blocks",
    file: "models/rewrite/rules/convolve_mlps.ts",
    find: ".every((channels) => channels % BLOCK_CHANNELS === 0);",
    replace: ".every((channels) => channels % BLOCK_CHANNELS >= 0);",
  },
  {
    what: "convolveMlps: hidden channels that others read",
    file: "models/rewrite/rules/convolve_mlps.ts",
    find: "if (!first || !isInside(site, first)) return undefined;",
    replace: "if (!first) return undefined;",
  },
  {
    what: "convolveMlps: two layers that gate each other",
    file: "models/rewrite/rules/convolve_mlps.ts",
    find: "|| others.length > 0) return undefined;",
    replace: ") return undefined;",
  },
  {
    what: "derived: what is transposed twice is transposed once",
    file: "models/rewrite/engine/derived.ts",
    find: "if (known) return known;",
    replace: "if (known) return weight;",
  },
  {
    what: "convolveTokens: an image that is transposed",
    file: "models/rewrite/rules/convolve_tokens.ts",
    find: "[tokens, axes.slice(2).flat()]]",
    replace: "[axes.slice(2).flat(), axes.slice(2).flat()]]",
  },
  {
    what: "rewriteBy(): shapes may change",
    file: "models/rewrite/engine/rule.ts",
    find: "if (String(wanted) === String(given)) return results;",
    replace: 'if (String(wanted) !== "") return results;',
  },
  {
    what: "draft: an output of the graph loses its name",
    file: "models/rewrite/engine/draft.ts",
    find: "if (isOutput && !results.every(isNew)) nodes.push(node);",
    replace: "if (isOutput && values.size < 0 && results.every(isNew)) nodes.push(node);",
  },
  {
    what: "half precision: the graph stays as it is",
    file: "models/rewrite/variants/half_precision.ts",
    find: "const ONNX_FLOAT16 = 10;",
    replace: "const ONNX_FLOAT16 = 1;",
  },
  {
    what: "expandInput(): one image whatever the batch",
    file: "models/rewrite/variants/expand_input.ts",
    find: "data: BigInt64Array.from([batch, ...rest], BigInt),",
    replace: "data: BigInt64Array.from([Math.min(batch, 1), ...rest], BigInt),",
  },
];
