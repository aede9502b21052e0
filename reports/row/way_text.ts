// In what measurements of one engine differ, so that they can be told apart where they stand together.

import type { Measurement } from "../records/measurement.ts";
import { precisionOf } from "../records/run_conditions.ts";
import { joinedText } from "../text/joined_text.ts";

/** The device that was used; of what was not timed, the one that was asked for. */
export function deviceOf({ timing, run }: Measurement): string {
  return timing?.deviceUsed ?? run.settings.device;
}

/** `fast graph, fp32, cpu`: of these only what `among` have several of; empty where there is nothing. */
export function wayText(one: Measurement, among: readonly Measurement[]): string {
  const differ = (of: (other: Measurement) => string) => new Set(among.map(of)).size > 1;
  const timed = among.filter(({ timing }) => timing !== undefined);
  return joinedText([
    differ(({ graph }) => graph) && `${one.graph} graph`,
    differ(precisionOf) && precisionOf(one),
    new Set(timed.map(deviceOf)).size > 1 && deviceOf(one),
  ], ", ");
}
