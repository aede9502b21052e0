// Columns of energy, and of what a device of its own is sent. Records of before have no need of them.

import type { TimingRecord } from "../../bench/record/record.ts";
import { decimalText } from "../text/number_text.ts";
import { percentCell, plainCell } from "./cell.ts";
import { type Column, hidden, intervals, timed } from "./column.ts";

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
  ...intervals(
    ["images_per_joule", "images_per_joule_low", "images_per_joule_high"],
    ({ energy }) => energy?.imagesPerJoule,
    { header: "Images/J" },
  ),
  hidden("energy_source", timed((timing) => plainCell(energySourceText(timing)))),
  {
    key: "transfer_share_percent",
    kind: "number",
    header: "Of host to device (%)",
    shown: "in details",
    opens: "timing",
    cell: timed(({ roofline }) => percentCell(roofline?.transferShare)),
  },
] as const satisfies readonly Column[];
