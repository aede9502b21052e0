// Columns of energy, and of what a device of its own is sent. Records of before have no need of them.

import type { TimingRecord } from "../../bench/record/record.ts";
import { decimalText } from "../text/number_text.ts";
import { percent } from "../text/percent_text.ts";
import { type Cell, EMPTY_CELL, numberCell, plainCell } from "./cell.ts";
import { type Column, hidden, timed } from "./column.ts";
import { intervalCell } from "./interval_cell.ts";

/** `nvidia-smi power.draw.instant of GPU 0 (NVIDIA L4), every 100 ms`; where there is no figure, why. */
export function energySourceText({ energy }: Pick<TimingRecord, "energy">): string | undefined {
  if (energy === undefined) return undefined;
  const { source, sampledEveryMs, problem } = energy;
  if (source === null || sampledEveryMs === null) return `none: ${problem ?? "unknown"}`;
  const by = `${source}, every ${decimalText(sampledEveryMs)} ms`;
  return problem === null ? by : `${by}: ${problem}`;
}

function transferCell(share: number | undefined): Cell {
  return share === undefined ? EMPTY_CELL : numberCell(100 * share, () => percent(share));
}

/** The columns, in their order. */
export const ENERGY_COLUMNS = [
  {
    key: "images_per_joule",
    kind: "number",
    header: "Images/J",
    shown: "where known",
    opens: "timing",
    cell: timed(({ energy }) => intervalCell(energy?.imagesPerJoule)),
  },
  hidden("images_per_joule_low", timed(({ energy }) => plainCell(energy?.imagesPerJoule?.low))),
  hidden("images_per_joule_high", timed(({ energy }) => plainCell(energy?.imagesPerJoule?.high))),
  hidden("energy_source", timed((timing) => plainCell(energySourceText(timing)))),
  {
    key: "transfer_share_percent",
    kind: "number",
    header: "Of host to device (%)",
    shown: "in details",
    opens: "timing",
    cell: timed(({ roofline }) => transferCell(roofline?.transferShare)),
  },
] as const satisfies readonly Column[];
