// Careless changes of the networks, their operators, their files and their weights.

import type { Mutation } from "./mutation.ts";

/** Of models/, but for its rewrites. */
export const MODEL_MUTATIONS: readonly Mutation[] = [
  {
    what: "an input may have any size",
    file: "models/graph/builder.ts",
    find: "Number.isInteger(size) && size >= 1)",
    replace: "Number.isInteger(size))",
  },
  {
    what: "images are joined along the batch",
    file: "models/operators/layout.ts",
    find: 'if (parts.some(({ shape }) => typeof shape[axis] === "string")) {',
    replace: "if (axis < 0) {",
  },
  {
    what: "a part of an axis may be empty",
    file: "models/operators/layout.ts",
    find: "if (!sizes.every((size) => size >= 1)) {",
    replace: "if (sizes.length === 0) {",
  },
  {
    what: "a scope takes sizes that are not whole",
    file: "models/graph/scope.ts",
    find: "data.every(Number.isInteger)",
    replace: "data.every(Number.isFinite)",
  },
  {
    what: "a name that tables print is no name of DS-FPN",
    file: "models/catalog.ts",
    find: `.replace("ds-fpn", "dsfpn")`,
    replace: "",
  },
  {
    what: "DS-Net: the local stream loses its residual",
    file: "models/networks/dsnet.ts",
    find: `return add(g, x, depthwise3x3(g, "conv", y));`,
    replace: `return depthwise3x3(g, "conv", y);`,
  },
  {
    what: "DS-Net: the global stream loses its residual",
    file: "models/networks/dsnet.ts",
    find: "return add(g, tokens, attend(g, splitHeads(g, y, heads)));",
    replace: "return attend(g, splitHeads(g, y, heads));",
  },
  {
    what: "DS-Net: co-attention asks the local values with the local keys",
    file: "models/networks/dsnet.ts",
    find: "const fromGlobal = attend(g, { ...ofGlobal, query: ofLocal.query });",
    replace:
      "const fromGlobal = attend(g, { ...ofGlobal, value: ofGlobal.key, query: ofLocal.query });",
  },
  {
    what: "DS-Net: the streams are joined in the other order",
    file: "models/networks/dsnet.ts",
    find: "return concat(g, [local, atPixels(inGlobal, global, x, options.gridDivisor)], 1);",
    replace: "return concat(g, [atPixels(inGlobal, global, x, options.gridDivisor), local], 1);",
  },
  {
    what: "DS-Net: the ablation product adds",
    file: "models/networks/dsnet_ablations.ts",
    find: "product: mul,",
    replace: "product: add,",
  },
  {
    what: "DS-Net: the grid of stage 4 is that of the paper's text",
    file: "models/networks/dsnet.ts",
    find: "const GRID_DIVISORS = [8, 4, 2, 2] as const;",
    replace: "const GRID_DIVISORS = [8, 4, 2, 1] as const;",
  },
  {
    what: "DS-Net: the LayerNorms take another epsilon",
    file: "models/networks/dsnet.ts",
    find: "const LAYER_NORM = { epsilon: 1e-5 } as const;",
    replace: "const LAYER_NORM = { epsilon: 1e-6 } as const;",
  },
  {
    what: "DS-Net: the ablation without local stream leaves out the global one",
    file: "models/networks/dsnet_ablations.ts",
    find: `{ ...T, leftOut: "local" },`,
    replace: `{ ...T, leftOut: "global" as "local" },`,
  },
  {
    what: "DS-Net: co-attention is counted as global stream",
    file: "models/networks/dsnet.ts",
    find: `align(g.inStream("alignment"), local, global, options.heads)`,
    replace: `align(g.inStream("global"), local, global, options.heads)`,
  },
  {
    what: "DS-FPN: eight heads instead of four",
    file: "models/detection/ds_fpn.ts",
    find: "const HEADS = 4;",
    replace: "const HEADS = 8;",
  },
  {
    what: "DS-FPN: the grid of C3 is that of C4",
    file: "models/detection/ds_fpn.ts",
    find: "{ 2: 8, 3: 4, 4: 2, 5: 2 }",
    replace: "{ 2: 8, 3: 2, 4: 2, 5: 2 }",
  },
  {
    what: "FPN: levels above come from the last level, not from C5",
    file: "models/detection/fpn.ts",
    find: "const p6 = smooth(g, levels.length, lastStage, 2);",
    replace: "const p6 = smooth(g, levels.length, last, 2);",
  },
  {
    what: "FPN: the coarser level is not added",
    file: "models/detection/fpn.ts",
    find: "upSampled === undefined ? lateral : add(g, lateral, upSampled)",
    replace: "lateral",
  },
  {
    what: "Mask R-CNN: the box head forgets the background",
    file: "models/detection/mask_rcnn.ts",
    find: `linear(g, "fc_cls", x, classes + 1)`,
    replace: `linear(g, "fc_cls", x, classes)`,
  },
  {
    what: "Mask R-CNN: regions of P5 are read at the stride of P4",
    file: "models/detection/mask_rcnn.ts",
    find: "const STRIDES = [4, 8, 16, 32] as const;",
    replace: "const STRIDES = [4, 8, 16, 16] as const;",
  },
  {
    what: "RetinaNet: towers of three convolutions",
    file: "models/detection/retinanet.ts",
    find: "const TOWER_DEPTH = 4;",
    replace: "const TOWER_DEPTH = 3;",
  },
  {
    what: "detectors: what a frozen ResNet stage trains",
    file: "models/detection/backbones.ts",
    find: "(?:conv1|bn1|layer1)",
    replace: "(?:conv1|bn1)",
  },
  {
    what: "proposals: boxes of another size",
    file: "models/detection/proposals.ts",
    find: "const SIDE_CELLS = 21;",
    replace: "const SIDE_CELLS = 14;",
  },
  {
    what: "ResNet: the stride of a bottleneck sits in its first convolution",
    file: "models/networks/resnet.ts",
    find: "let y = relu(g, convNorm(g, 1, x, { out: width, kernel: 1 }));\n" +
      "  y = relu(g, convNorm(g, 2, y, { out: width, kernel: 3, stride, pad: 1 }));",
    replace: "let y = relu(g, convNorm(g, 1, x, { out: width, kernel: 1, stride }));\n" +
      "  y = relu(g, convNorm(g, 2, y, { out: width, kernel: 3, pad: 1 }));",
  },
  {
    what: "DeiT: the head reads the mean of the tokens' second, not the class token",
    file: "models/networks/deit.ts",
    find: `linear(g, "head", select(g, tokens, 1, 0), classes)`,
    replace: `linear(g, "head", select(g, tokens, 1, 1), classes)`,
  },
  {
    what: "DeiT: LayerNorms take torch's default epsilon",
    file: "models/networks/deit.ts",
    find: "{ epsilon: 1e-6 }",
    replace: "{ epsilon: 1e-5 }",
  },
  {
    what: "Swin: windows are not rolled back",
    file: "models/networks/swin.ts",
    find: "y = roll(g, fromWindows(g, y, sides), shift);",
    replace: "y = fromWindows(g, y, sides);",
  },
  {
    what: "Swin: no bias of positions",
    file: "models/networks/swin.ts",
    find: "logits = add(g, logits, positionBias(g, heads)); // [N, n, h, T, T]",
    replace: "positionBias(g, heads);",
  },
  {
    what: "Swin: the mask hides less",
    file: "models/networks/swin_windows.ts",
    find: "const HIDDEN = -100;",
    replace: "const HIDDEN = -1;",
  },
  {
    what: "PVT: blocks take torch's default epsilon",
    file: "models/networks/pvt.ts",
    find: "const BLOCK_NORM = { epsilon: 1e-6 } as const;",
    replace: "const BLOCK_NORM = { epsilon: 1e-5 } as const;",
  },
  {
    what: "PVT: the position table of detectors keeps the token's entry first",
    file: "models/networks/pvt.ts",
    find: "split(g, table, 1, [1, side ** 2])[1] as Value",
    replace: "split(g, table, 1, [side ** 2, 1])[0] as Value",
  },
  {
    what: "RegNetY: squeezes the inner channels",
    file: "models/networks/regnety.ts",
    find: "Math.round(SQUEEZE_RATIO * inputWidth)",
    replace: "Math.round(SQUEEZE_RATIO * width)",
  },
  {
    what: "attention: no factor before the softmax",
    file: "models/layers/attention.ts",
    find: "softmax(g, scale(g, logits, Number(query.shape.at(-1)) ** -0.5))",
    replace: "softmax(g, logits)",
  },
  {
    what: "layers: BatchNorm's epsilon",
    file: "models/layers/layers.ts",
    find: "return batchNormalization(layer, x, statistics, { epsilon: 1e-5 });",
    replace: "return batchNormalization(layer, x, statistics, { epsilon: 1e-3 });",
  },
  {
    what: "operators: GELU by its approximation",
    file: "models/operators/elementwise.ts",
    find: `{ approximate: "none" }`,
    replace: `{ approximate: "tanh" }`,
  },
  {
    what: "operators: shapes broadcast whatever they are",
    file: "models/operators/elementwise.ts",
    find: "if (left !== right && left !== 1 && right !== 1) {",
    replace: "if (left !== right && left !== 1 && right !== 1 && rank > 9) {",
  },
  {
    what: "operators: windows round up",
    file: "models/operators/convolution.ts",
    find: "return Math.floor((size + pads - kernel) / stride) + 1;",
    replace: "return Math.ceil((size + pads - kernel) / stride) + 1;",
  },
  {
    what: "builder: two layers may share a parameter's name",
    file: "models/graph/builder.ts",
    find: "if (values.has(parameter.name)) {",
    replace: "if (values.has(parameter.name) && parameters.length > 1e6) {",
  },
  {
    what: "weights: the seed is left out of the key",
    file: "models/graph/weights.ts",
    find: "UTF_8.encode(`${seed}:${name}`)",
    replace: "UTF_8.encode(`1:${name}`)",
  },
  {
    what: "weights: a large tensor repeats its first thousands of elements",
    file: "models/graph/seeded_vectors.ts",
    find: "Math.imul(first + lane, GOLDEN_STEP)",
    replace: "Math.imul(lane, GOLDEN_STEP)",
  },
  {
    what: "weights: running variances around zero",
    file: "models/graph/weights.ts",
    find: "return { centre: 1, halfWidth: 0.5 };",
    replace: "return { centre: 0, halfWidth: 0.5 };",
  },
  {
    what: "weights: memory that is still read is handed out again",
    file: "models/graph/parameter_values.ts",
    find: "spare.giveBack(oldest[1]);",
    replace: "spare.giveBack(values);",
  },
  {
    what: "weights: a reshaped tensor is computed anew though its elements are at hand",
    file: "models/graph/parameter_values.ts",
    find: "first !== undefined && !kept.has(first.name)",
    replace: "first !== undefined",
  },
  {
    what: "ONNX: weights lie one after the other without alignment",
    file: "models/graph/onnx.ts",
    find: "const offsetBytes = Math.ceil(end / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;",
    replace: "const offsetBytes = end;",
  },
  {
    what: "ONNX: a graph's hash follows its name",
    file: "models/graph/onnx.ts",
    find: `serialize({ ...graph, name: "" }, storedParameters`,
    replace: `serialize({ ...graph }, storedParameters`,
  },
  {
    what: "sizes: height and width in each other's place",
    file: "models/graph/image_size.ts",
    find: "return { height, width };",
    replace: "return { height: width, width: height };",
  },
  {
    what: "pairs: DS-FPN is held against another detector",
    file: "models/pairs.ts",
    find: "base: `${backbone}-${detector}` }",
    replace: "base: `${backbone}-retinanet` }",
  },
  {
    what: "suites: the paper's table without DS-Net-B*",
    file: "models/suites.ts",
    find: "export const PAPER_SUITE: readonly string[] = [...RESNETS, ...DEITS, ...DSNETS];",
    replace:
      "export const PAPER_SUITE: readonly string[] = [...RESNETS, ...DEITS, ...DSNETS].slice(0, -1);",
  },
];
