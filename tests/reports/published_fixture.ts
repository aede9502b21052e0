// Published figures for tests: the real files, which are small.

import { parsePublished } from "../../reports/published.ts";

export const FIGURES = parsePublished(await publishedText("figures.csv"));

export const DETECTION_FIGURES = parsePublished(await publishedText("detection.csv"));

/** What claims.csv says: model, over which other, metric, gain. */
export const PUBLISHED_CLAIMS = [
  ["dsnet-t-aligned", "deit-t", "top1", "6.8"],
  ["dsnet-s-aligned", "deit-s", "top1", "2.4"],
  ["dsnet-b-aligned", "deit-b", "top1", "1.3"],
  ["dsnet-s-aligned-retinanet", "resnet50-retinanet", "ap_box", "6.4"],
  ["dsnet-s-aligned-mask-rcnn", "resnet50-mask-rcnn", "ap_box", "6.1"],
  ["dsnet-s-aligned-mask-rcnn", "resnet50-mask-rcnn", "ap_mask", "5.5"],
  ["dsnet-s-aligned-mask-rcnn", "swin-t-mask-rcnn", "ap_mask", "0.4"],
];

/** Text of a file of published/. */
export function publishedText(name: string): Promise<string> {
  return Deno.readTextFile(new URL(`../../reports/published/${name}`, import.meta.url));
}
