// Which published figure stands in the table: the first source of the metric's list that prints it.
//
// Sources differ (roundings, recipes, devices), so the choice is written down here, not left to the
// order of a file. The DS-Net paper speaks for DS-Net. For its baselines the DeiT paper's Table 5
// comes first, because it has all of them on one device; it prints neither FLOPs nor top-5, so these
// come from the Swin paper, the DeiT README and torchvision. torchvision counts only with the
// IMAGENET1K_V1 weights, the recipe of the papers. Swin's and PVT's Top-1 are those of their own
// authors; ViT-B/16 has no paper's figure at this size without other data, so that torchvision's
// speaks for it. A metric without a source in its list is unknown: PaddleClas and timm, say, count by
// other rules or use other weights and never fill a gap.

import type { Metric, PublishedFigure } from "./published.ts";

const DSNET_PAPER = "DS-Net paper (arXiv 2105.14734), classification table";
const DEIT_PAPER = "DeiT paper Table 5";
const DEIT_README = "facebookresearch/deit README_deit.md";
const SWIN_PAPER = "Swin paper Table 1a";
const TORCHVISION_DOCS = "torchvision docs, weights IMAGENET1K_V1";
const PVT_README = "whai362/PVT classification README";
/** The files of torchvision 0.14.1, and those of a later commit. */
const TORCHVISION_SOURCE = "torchvision 0.14.1 source, weights IMAGENET1K_V1";
const TORCHVISION_LATER_SOURCE = "torchvision source, weights IMAGENET1K_V1";

/** Input size of the published figures. */
export const PUBLISHED_SIZE = "224";

/** Metrics that the table shows. */
export type HeadlineMetric = Exclude<Metric, "ap_box" | "ap_mask">;

/** The sources of each metric, the first one that prints it wins. */
const HEADLINE_SOURCES = {
  params_m: [DSNET_PAPER, DEIT_PAPER, TORCHVISION_DOCS],
  flops_g: [DSNET_PAPER, SWIN_PAPER, TORCHVISION_DOCS],
  throughput_img_s: [DSNET_PAPER, DEIT_PAPER],
  top1: [
    DSNET_PAPER,
    DEIT_PAPER,
    SWIN_PAPER,
    PVT_README,
    TORCHVISION_DOCS,
    TORCHVISION_LATER_SOURCE,
  ],
  top5: [DEIT_README, TORCHVISION_DOCS, TORCHVISION_SOURCE],
} as const satisfies Readonly<Record<HeadlineMetric, readonly string[]>>;

/** All of them, in the order of the reports. */
export const HEADLINE_METRICS = Object.keys(HEADLINE_SOURCES) as readonly HeadlineMetric[];

/**
 * The figure of a model that stands in the table.
 *
 * @param figures All published figures.
 * @param modelId Id in the catalog.
 * @param metric What the figure is about.
 * @returns The figure, or `undefined` where no source of the list prints it.
 */
export function headlineFigure(
  figures: readonly PublishedFigure[],
  modelId: string,
  metric: HeadlineMetric,
): PublishedFigure | undefined {
  const candidates = figures.filter((figure) =>
    figure.modelId === modelId && figure.metric === metric
  );
  return HEADLINE_SOURCES[metric]
    .map((source) => candidates.find((figure) => figure.source === source))
    .find((figure) => figure !== undefined);
}
