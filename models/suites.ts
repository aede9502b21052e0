// Suites: which networks a table shows, in its order. Suites are data.

import { DSNET_ABLATIONS } from "./networks/dsnet_ablations.ts";

const RESNETS = ["resnet18", "resnet50", "resnet101", "resnet152"];
const REGNETYS = ["regnety-4gf", "regnety-8gf", "regnety-16gf"];
const DEITS = ["deit-t", "deit-s", "deit-b"];
const PVTS = ["pvt-tiny", "pvt-small", "pvt-medium", "pvt-large"];
const SWINS = ["swin-t", "swin-s", "swin-b"];
/** Each followed by its aligned twin (*). */
const DSNETS = ["dsnet-t", "dsnet-s", "dsnet-b"].flatMap((id) => [id, `${id}-aligned`]);

/**
 * The classification table of the DS-Net paper: the baselines, then the DS-Nets. The copy of the
 * table that we have (reports/published/) fixes the order of the DS-Nets; the baselines stand before
 * them, smallest first.
 */
export const PAPER_SUITE: readonly string[] = [...RESNETS, ...DEITS, ...DSNETS];

/**
 * All backbones that the DS-Net paper and the papers of its baselines compare with, in the order of
 * the catalog; distilled variants and ResNet-34 are left out as in the paper's table.
 */
export const BACKBONE_SUITE: readonly string[] = [
  ...RESNETS,
  ...REGNETYS,
  "vit-b16",
  ...DEITS,
  ...PVTS,
  ...SWINS,
  ...DSNETS,
];

/**
 * DS-Net-T* beside what becomes of it when one choice changes: no alignment (which is alpha 1/2 by
 * concatenation), other shares of the global stream, a stream left out, other fusions, other grids.
 */
export const ABLATION_SUITE: readonly string[] = [
  "dsnet-t-aligned",
  "dsnet-t",
  ...Object.keys(DSNET_ABLATIONS),
];

/**
 * RetinaNet and Mask R-CNN over the backbones of the paper's detection tables, each DS-Net followed
 * by its aligned twin and that one with DS-FPN.
 */
export const DETECTION_SUITE: readonly string[] = ["retinanet", "mask-rcnn"].flatMap((detector) => [
  ...["resnet50", "resnet101", "pvt-small", "swin-t"].map((backbone) => `${backbone}-${detector}`),
  ...["dsnet-t", "dsnet-s"].flatMap((backbone) => [
    `${backbone}-${detector}`,
    `${backbone}-aligned-${detector}`,
    `${backbone}-aligned-${detector}-dsfpn`,
  ]),
]);

/** Where the time of a dense network goes: the backbone, the pyramid on top, the whole detector. */
export const DETECTION_PARTS_SUITE: readonly string[] = [
  "resnet50-stages",
  "resnet50-fpn",
  "resnet50-retinanet",
  "resnet50-mask-rcnn",
  "dsnet-t-aligned-stages",
  "dsnet-t-aligned-fpn",
  "dsnet-t-aligned-dsfpn",
  "dsnet-t-aligned-retinanet",
  "dsnet-t-aligned-mask-rcnn",
];

/**
 * Every network of every suite, each once: the backbones, the ablations, the parts of dense
 * networks, the detectors. Classifiers and dense networks have sizes and runs of their own.
 */
export const ALL_SUITE: readonly string[] = [
  ...new Set([
    ...BACKBONE_SUITE,
    ...PAPER_SUITE,
    ...ABLATION_SUITE,
    ...DETECTION_PARTS_SUITE,
    ...DETECTION_SUITE,
  ]),
];

/** The suites by the names that `--suite` takes. */
export const SUITES = {
  "paper": PAPER_SUITE,
  "backbones": BACKBONE_SUITE,
  "ablation": ABLATION_SUITE,
  "detection": DETECTION_SUITE,
  "detection-parts": DETECTION_PARTS_SUITE,
  "all": ALL_SUITE,
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** One of {@linkcode SUITES}. */
export type SuiteName = keyof typeof SUITES;
