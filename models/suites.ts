// Suites: which networks a table shows, in its order. Suites are data.

/**
 * The classification table of the DS-Net paper: the baselines, then each DS-Net followed by its
 * aligned twin (*). The copy of the table that we have (reports/published/) fixes the order of the
 * DS-Nets; the baselines stand before them, smallest first.
 */
export const PAPER_SUITE = [
  ...["resnet18", "resnet50", "resnet101", "resnet152"],
  ...["deit-t", "deit-s", "deit-b"],
  ...["dsnet-t", "dsnet-t-aligned", "dsnet-s", "dsnet-s-aligned", "dsnet-b", "dsnet-b-aligned"],
] as const;

/**
 * All backbones that the DS-Net paper and the papers of its baselines compare with, in the order of
 * the catalog; distilled variants and ResNet-34 are left out as in the paper's table.
 */
export const BACKBONE_SUITE = [
  ...["resnet18", "resnet50", "resnet101", "resnet152"],
  ...["regnety-4gf", "regnety-8gf", "regnety-16gf"],
  ...["vit-b16", "deit-t", "deit-s", "deit-b"],
  ...["pvt-tiny", "pvt-small", "pvt-medium", "pvt-large"],
  ...["swin-t", "swin-s", "swin-b"],
  ...["dsnet-t", "dsnet-t-aligned", "dsnet-s", "dsnet-s-aligned", "dsnet-b", "dsnet-b-aligned"],
] as const;

/**
 * DS-Net-T* beside what becomes of it when one choice changes: no alignment (which is alpha 1/2 by
 * concatenation), other shares of the global stream, a stream left out, other fusions, other grids.
 */
export const ABLATION_SUITE = [
  ...["dsnet-t-aligned", "dsnet-t"],
  ...["dsnet-t-alpha-0", "dsnet-t-alpha-25", "dsnet-t-alpha-75", "dsnet-t-alpha-100"],
  ...["dsnet-t-without-local", "dsnet-t-without-global"],
  ...["dsnet-t-addition", "dsnet-t-product"],
  ...["dsnet-t-aligned-grid-3", "dsnet-t-aligned-grid-7", "dsnet-t-aligned-grid-14"],
] as const;

/**
 * RetinaNet and Mask R-CNN over the backbones of the paper's detection tables, each DS-Net followed
 * by its aligned twin and that one with DS-FPN.
 */
export const DETECTION_SUITE = [
  ...["resnet50-retinanet", "resnet101-retinanet", "pvt-small-retinanet", "swin-t-retinanet"],
  ...["dsnet-t-retinanet", "dsnet-t-aligned-retinanet", "dsnet-t-aligned-retinanet-dsfpn"],
  ...["dsnet-s-retinanet", "dsnet-s-aligned-retinanet", "dsnet-s-aligned-retinanet-dsfpn"],
  ...["resnet50-mask-rcnn", "resnet101-mask-rcnn", "pvt-small-mask-rcnn", "swin-t-mask-rcnn"],
  ...["dsnet-t-mask-rcnn", "dsnet-t-aligned-mask-rcnn", "dsnet-t-aligned-mask-rcnn-dsfpn"],
  ...["dsnet-s-mask-rcnn", "dsnet-s-aligned-mask-rcnn", "dsnet-s-aligned-mask-rcnn-dsfpn"],
] as const;

/** Where the time of a dense network goes: the backbone, the pyramid on top, the whole detector. */
export const DETECTION_PARTS_SUITE = [
  ...["resnet50-stages", "resnet50-fpn", "resnet50-retinanet", "resnet50-mask-rcnn"],
  ...["dsnet-t-aligned-stages", "dsnet-t-aligned-fpn", "dsnet-t-aligned-dsfpn"],
  ...["dsnet-t-aligned-retinanet", "dsnet-t-aligned-mask-rcnn"],
] as const;

/**
 * Every network of every suite, each once: the backbones, the ablations, the parts of dense
 * networks, the detectors. Classifiers and dense networks have sizes and runs of their own.
 */
export const ALL_SUITE: readonly string[] = [
  ...new Set<string>([
    ...[...BACKBONE_SUITE, ...PAPER_SUITE, ...ABLATION_SUITE],
    ...[...DETECTION_PARTS_SUITE, ...DETECTION_SUITE],
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
