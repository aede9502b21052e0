// In how many rounds the clock of the GPU was held down, and by what.

import { isHoldingBack } from "./gpu_state.ts";
import type { SlicePower } from "../record/row_types.ts";

/** Rounds by reason; none where nothing held the clock down. */
export function heldBackRounds(powers: readonly SlicePower[]): Readonly<Record<string, number>> {
  const rounds: Record<string, number> = {};
  for (const { throttleReasons = [] } of powers) {
    for (const reason of throttleReasons.filter(isHoldingBack)) {
      rounds[reason] = (rounds[reason] ?? 0) + 1;
    }
  }
  return rounds;
}
