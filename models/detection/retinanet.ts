// RetinaNet: Lin et al. 2017, "Focal Loss for Dense Object Detection", arXiv:1708.02002, Fig. 3.
// Wiring and names: mmdetection configs/_base_/models/retinanet_r50_fpn.py and retina_head.py.
// Deviations from the paper there, kept here: P6 comes from C5 without ReLU before P7.
//
// The graph ends with the scores and offsets of every anchor. Decoding boxes, the choice of the best
// and non-maximum suppression are outside.
//
// N batch, H height and W width of a level, K classes, A anchors of a pixel.

import type { Outputs } from "../graph/builder.ts";
import type { Scope } from "../graph/scope.ts";
import type { Value } from "../graph/graph.ts";
import { sharedConv2d } from "../layers/layers.ts";
import { relu } from "../operators/elementwise.ts";
import type { Stages } from "../layers/pyramid.ts";
import { byLevel, fpn, FPN_WIDTH, type FpnOptions } from "./fpn.ts";

/** Convolutions of a tower before its last one. */
const TOWER_DEPTH = 4;
/** Three scales of three aspect ratios. */
const ANCHORS = 9;
const BOX_SIDES = 4;

/**
 * Neck and head over the stages of a backbone: -> for P3 to P7 `cls_score.p3` `[N, A*K, H, W]`, for
 * the same `bbox_pred.p3` `[N, 4A, H, W]`.
 */
export function retinaNet(
  g: Scope,
  [, ...stages]: Stages,
  { classes, refine }: { readonly classes: number } & Pick<FpnOptions, "refine">,
): Outputs {
  // Neck
  const levels = fpn(g.at("neck"), stages, { above: "convolutions", refine });

  // Head, one for all levels
  const head = g.at("bbox_head");
  const classTower = tower(head, "cls_convs");
  const boxTower = tower(head, "reg_convs");
  const classScores = sharedConv2d(head, "retina_cls", FPN_WIDTH, same3x3(ANCHORS * classes));
  const boxOffsets = sharedConv2d(head, "retina_reg", FPN_WIDTH, same3x3(ANCHORS * BOX_SIDES));
  return {
    ...byLevel("cls_score.p", levels.map((level) => classScores(classTower(level))), 3),
    ...byLevel("bbox_pred.p", levels.map((level) => boxOffsets(boxTower(level))), 3),
  };
}

/** Four 3x3 convolutions, each with a ReLU: `[N, 256, H, W]` -> the same. */
function tower(head: Scope, name: string): (x: Value) => Value {
  const layers = Array.from({ length: TOWER_DEPTH }, (_, i) => {
    const layer = head.at(`${name}.${i}`);
    const convolve = sharedConv2d(layer, "conv", FPN_WIDTH, same3x3(FPN_WIDTH));
    return (x: Value) => relu(layer, convolve(x));
  });
  return (x) => layers.reduce((y, layer) => layer(y), x);
}

/** A 3x3 convolution that keeps height and width. */
function same3x3(out: number) {
  return { out, kernel: 3, pad: 1 } as const;
}
