// Columns of what is measured, beside what is published: rates, and ratios of them.

import { decimalText } from "../text/number_text.ts";
import { numberCell, plainCell } from "./cell.ts";
import { type Column, hidden, intervals, published, RATIO } from "./column.ts";
import { publishedRatio } from "./row_source.ts";

/** The columns, in their order. */
export const RATE_COLUMNS = [
  ...intervals(
    ["throughput_img_s", "throughput_low_img_s", "throughput_high_img_s"],
    ({ imagesPerSecond }) => imagesPerSecond,
    {
      header: "Throughput (images/s)",
      shown: "always",
      grouped: { group: "Throughput (images/s)", header: "ours" },
    },
  ),
  published("throughput_published_img_s", "throughput_img_s", {
    header: "Throughput published",
    grouped: { group: "Throughput (images/s)", header: "published" },
    opens: "timing",
  }),
  hidden(
    "anchor",
    ({ measurement: { run, timing } }) =>
      plainCell(timing?.relative?.anchor ?? run.settings.anchor),
  ),
  ...intervals(
    ["relative_throughput", "relative_low", "relative_high"],
    ({ relative }) => relative?.ratio,
    {
      header: "Relative throughput",
      grouped: { group: "Relative throughput", header: "ours" },
      decimals: RATIO,
    },
  ),
  {
    key: "relative_published",
    kind: "number",
    header: "Relative published",
    shown: "where known",
    grouped: { group: "Relative throughput", header: "published" },
    opens: "timing",
    cell: (row) => numberCell(publishedRatio(row), (ratio) => decimalText(ratio, RATIO)),
  },
  ...intervals(
    ["over_plain", "over_plain_low", "over_plain_high"],
    ({ overPlain }) => overPlain,
    {
      header: "Over its plain graph",
      grouped: { group: "Relative throughput", header: "over plain" },
      decimals: RATIO,
    },
  ),
] as const satisfies readonly Column[];
