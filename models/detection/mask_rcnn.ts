// Mask R-CNN: He et al. 2017, arXiv:1703.06870, Fig. 4 right; the first stage is the RPN of Faster
// R-CNN, Ren et al. 2015, arXiv:1506.01497.
// Wiring and names: mmdetection configs/_base_/models/mask_rcnn_r50_fpn.py with its rpn_head.py,
// shared 2fc bbox_head and fcn_mask_head.py.
//
// The graph has both stages. Box decoding, the choice of the best and non-maximum suppression are
// outside: the second stage runs on fixed proposals (proposals.ts), as many as mmdetection counts
// FLOPs with (two_stage.py, forward_dummy()): 1000 for boxes and 100 for masks, image by image and
// in the order of levels.
//
// N batch, H height and W width of a level, K classes, R proposals an image.

import type { Outputs } from "../graph/builder.ts";
import type { Scope } from "../graph/scope.ts";
import type { Value } from "../graph/graph.ts";
import type { ImageSize } from "../graph/image_size.ts";
import { conv2d, linear, sharedConv2d, upConv2d } from "../layers/layers.ts";
import { relu } from "../operators/elementwise.ts";
import { concat, reshape } from "../operators/layout.ts";
import {
  apartByImage,
  imageOfEach,
  joinedWithBatch,
  regionsForBatch,
  roiAlign,
} from "../operators/regions.ts";
import type { Stages } from "../layers/pyramid.ts";
import { byLevel, fpn, FPN_WIDTH, type FpnOptions } from "./fpn.ts";
import { proposalBoxes } from "./proposals.ts";

/** Anchors of a pixel: one scale of three aspect ratios. */
const ANCHORS = 3;
const BOX_SIDES = 4;
/** Pixels of the image along a side of one of P2 to P5; P6 gives no regions. */
const STRIDES = [4, 8, 16, 32] as const;
const BOX_REGION = 7;
const MASK_REGION = 14;
const BOX_WIDTH = 1024;
const MASK_DEPTH = 4;

/** How many proposals of an image the heads see; multiples of the four levels. */
export interface ProposalCounts {
  readonly boxes: number;
  readonly masks: number;
}

const PROPOSAL_COUNTS: ProposalCounts = { boxes: 1000, masks: 100 };

/** Options of {@linkcode maskRcnn}. */
export interface MaskRcnnOptions extends Pick<FpnOptions, "refine"> {
  readonly size: ImageSize;
  readonly classes: number;
  /** What the second stage sees. @default 1000 for boxes and 100 for masks, as mmdetection counts */
  readonly proposals?: ProposalCounts;
}

/**
 * Neck, RPN and heads over the stages of a backbone: -> for P2 to P6 `rpn_cls.p2` `[N, 3, H, W]` and
 * `rpn_reg.p2` `[N, 12, H, W]`, then `cls_score` `[RN, K+1]`, `bbox_pred` `[RN, 4K]` and
 * `mask_pred` `[RN, K, 28, 28]`.
 *
 * @throws {RangeError} If the proposals do not divide among the levels.
 */
export function maskRcnn(g: Scope, stages: Stages, options: MaskRcnnOptions): Outputs {
  const { size, classes, proposals = PROPOSAL_COUNTS, refine } = options;
  const levels = fpn(g.at("neck"), stages, { above: "pool", refine });
  const regions = (extractor: string, side: number, count: number) =>
    regionFeatures(g.at(`roi_head.${extractor}`), levels, { size, side, count });
  return {
    ...rpn(g.at("rpn_head"), levels),
    ...boxHead(
      g.at("roi_head.bbox_head"),
      regions("bbox_roi_extractor", BOX_REGION, proposals.boxes),
      classes,
    ),
    ...maskHead(
      g.at("roi_head.mask_head"),
      regions("mask_roi_extractor", MASK_REGION, proposals.masks),
      classes,
    ),
  };
}

/** The first stage, one for all levels: `[N, 256, H, W]` -> `[N, 3, H, W]` and `[N, 12, H, W]`. */
function rpn(g: Scope, levels: readonly Value[]): Outputs {
  const convolve = sharedConv2d(g, "rpn_conv", FPN_WIDTH, { out: FPN_WIDTH, kernel: 3, pad: 1 });
  const classify = sharedConv2d(g, "rpn_cls", FPN_WIDTH, { out: ANCHORS, kernel: 1 });
  const locate = sharedConv2d(g, "rpn_reg", FPN_WIDTH, { out: ANCHORS * BOX_SIDES, kernel: 1 });
  const features = levels.map((level) => relu(g.writtenAs("F.relu"), convolve(level)));
  return {
    ...byLevel("rpn_cls.p", features.map(classify)),
    ...byLevel("rpn_reg.p", features.map(locate)),
  };
}

/** What the proposals of all levels show: P2 to P5 -> `[RN, 256, side, side]`. */
function regionFeatures(
  g: Scope,
  levels: readonly Value[],
  { size, side, count }: {
    readonly size: ImageSize;
    readonly side: number;
    readonly count: number;
  },
): Value {
  const perLevel = count / STRIDES.length;
  if (!Number.isInteger(perLevel) || perLevel < 1) {
    throw new RangeError(
      `Cannot build "${g.path}" as proposals must divide among ${STRIDES.length} levels: ` +
        `got ${count}, pass a multiple of ${STRIDES.length}`,
    );
  }
  const parts = STRIDES.map((stride, i) => {
    const layer = g.at(`roi_layers.${i}`);
    const level = levels[i] as Value;
    const boxes = proposalBoxes(size, { stride, count: perLevel });
    const regions = regionsForBatch(layer, layer.constant(boxes, [1, perLevel, 4]), level);
    const images = imageOfEach(layer, perLevel, level);
    return apartByImage(layer, roiAlign(layer, level, { regions, images }, { side, stride }));
  });
  return joinedWithBatch(g, concat(g, parts, 1));
}

/** `[RN, 256, 7, 7]` -> `[RN, K+1]` and `[RN, 4K]` */
function boxHead(g: Scope, regions: Value, classes: number): Outputs {
  const [count = "N"] = regions.shape;
  let x = reshape(g, regions, [count, FPN_WIDTH * BOX_REGION ** 2]);
  x = relu(g, linear(g, "shared_fcs.0", x, BOX_WIDTH));
  x = relu(g, linear(g, "shared_fcs.1", x, BOX_WIDTH));
  return {
    cls_score: linear(g, "fc_cls", x, classes + 1), // the last one is background
    bbox_pred: linear(g, "fc_reg", x, BOX_SIDES * classes),
  };
}

/** `[RN, 256, 14, 14]` -> `[RN, K, 28, 28]` */
function maskHead(g: Scope, regions: Value, classes: number): Outputs {
  let x = regions;
  for (let i = 0; i < MASK_DEPTH; i++) {
    const layer = g.at(`convs.${i}`);
    x = relu(layer, conv2d(layer, "conv", x, { out: FPN_WIDTH, kernel: 3, pad: 1 }));
  }
  x = relu(g, upConv2d(g, "upsample", x, FPN_WIDTH));
  return { mask_pred: conv2d(g, "conv_logits", x, { out: classes, kernel: 1 }) };
}
