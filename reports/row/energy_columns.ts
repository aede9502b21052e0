// Columns of energy. Records that nobody asked for it have no need of them.

import type { TimingRecord } from "../../bench/record/record.ts";
import { decimalText } from "../text/number_text.ts";
import { plainCell } from "./cell.ts";
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
] as const satisfies readonly Column[];
