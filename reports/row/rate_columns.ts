// Columns of what is measured, beside what is published: rates, and ratios of them.

import { decimalText } from "../text/number_text.ts";
import { numberCell, plainCell } from "./cell.ts";
import { type Column, hidden, published, timed } from "./column.ts";
import { intervalCell, RATIO } from "./interval_cell.ts";
import { publishedRatio } from "./row_source.ts";

/** The columns, in their order. */
export const RATE_COLUMNS = [
  {
    key: "throughput_img_s",
    kind: "number",
    header: "Throughput (images/s)",
    shown: "always",
    grouped: { group: "Throughput (images/s)", header: "ours" },
    opens: "timing",
    cell: timed(({ imagesPerSecond }) => intervalCell(imagesPerSecond)),
  },
  hidden("throughput_low_img_s", timed(({ imagesPerSecond }) => plainCell(imagesPerSecond.low))),
  hidden("throughput_high_img_s", timed(({ imagesPerSecond }) => plainCell(imagesPerSecond.high))),
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
  {
    key: "relative_throughput",
    kind: "number",
    header: "Relative throughput",
    shown: "where known",
    grouped: { group: "Relative throughput", header: "ours" },
    opens: "timing",
    cell: timed(({ relative }) => intervalCell(relative?.ratio, RATIO)),
  },
  hidden("relative_low", timed(({ relative }) => plainCell(relative?.ratio.low))),
  hidden("relative_high", timed(({ relative }) => plainCell(relative?.ratio.high))),
  {
    key: "relative_published",
    kind: "number",
    header: "Relative published",
    shown: "where known",
    grouped: { group: "Relative throughput", header: "published" },
    opens: "timing",
    cell: (row) => numberCell(publishedRatio(row), (ratio) => decimalText(ratio, RATIO)),
  },
  {
    key: "over_plain",
    kind: "number",
    header: "Over its plain graph",
    shown: "where known",
    grouped: { group: "Relative throughput", header: "over plain" },
    opens: "timing",
    cell: timed(({ overPlain }) => intervalCell(overPlain, RATIO)),
  },
  hidden("over_plain_low", timed(({ overPlain }) => plainCell(overPlain?.low))),
  hidden("over_plain_high", timed(({ overPlain }) => plainCell(overPlain?.high))),
] as const satisfies readonly Column[];
