// Columns of the engine that a row ran on. A table of the usual engine alone has no need of them, for
// machines as for people.

import {
  DEFAULT_ENGINE_TITLE,
  engineText,
  optionsText,
  versionsText,
} from "../records/engine_use.ts";
import type { Measurement } from "../records/measurement.ts";
import { type Cell, plainCell } from "./cell.ts";
import { type CellOf, type Column, hidden, intervals, RATIO, timed } from "./column.ts";

function of(cell: (measurement: Measurement) => Cell): CellOf {
  return ({ measurement }) => cell(measurement);
}

/** The columns, in their order. */
export const ENGINE_COLUMNS = [
  {
    key: "engine",
    kind: "text",
    header: "Engine",
    shown: "where it differs",
    cell: of(({ engine }) => ({ value: engine.engine, text: engineText(engine) })),
  },
  hidden("engine_variant", of(({ engine }) => plainCell(engine.variant))),
  hidden("instances", of(({ engine }) => plainCell(engine.instances))),
  hidden("engine_options", of(({ engine }) => plainCell(optionsText(engine).join(", ")))),
  hidden("engine_versions", timed((timing) => plainCell(versionsText(timing.engineVersions)))),
  hidden("runs_in_flight", timed(({ runsInFlight }) => plainCell(runsInFlight))),
  ...intervals(
    ["over_default_engine", "over_default_engine_low", "over_default_engine_high"],
    ({ overDefaultEngine }) => overDefaultEngine,
    {
      header: `Over ${DEFAULT_ENGINE_TITLE}`,
      grouped: { group: "Relative throughput", header: `over ${DEFAULT_ENGINE_TITLE}` },
      decimals: RATIO,
    },
  ),
  hidden(
    "output_difference",
    timed(({ referenceDifference }) => plainCell(referenceDifference)),
  ),
] as const satisfies readonly Column[];
