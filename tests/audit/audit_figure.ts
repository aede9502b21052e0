// Published figures for tests, made up.

import type { PublishedFigure } from "../../reports/published/published.ts";

/** A figure as `figures.csv` would give it. */
export function figure(
  modelId: string,
  metric: "params_m" | "flops_g" | "top1" | "throughput_img_s",
  text: string,
  source = "S",
): PublishedFigure {
  const decimals = text.split(".")[1]?.length ?? 0;
  const url = `https://example.org/${source}`;
  return {
    modelId,
    metric,
    text,
    value: Number(text),
    decimals,
    source,
    url,
    read: "first-hand",
    note: "",
  };
}
