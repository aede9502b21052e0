// Which weights the networks of a run had.

import type { RecordedWeights, RunRecord } from "../../bench/record/record.ts";

/** Digits of a checksum that tell checkpoints apart. */
const SHOWN_DIGITS = 12;

/** The checkpoint of a model; `undefined`: its weights are seeded, or those of its file. */
export function weightsOf(
  { settings: { weights = [] } }: RunRecord,
  id: string,
): RecordedWeights | undefined {
  return weights.find(({ model }) => model === id);
}

/** Equal for equal weights: `seeded`, or `0123456789ab of x.pth`. */
export function weightsText(weights: RecordedWeights | undefined): string {
  if (weights === undefined) return "seeded";
  const { sha256, key, seeded } = weights;
  return [
    sha256.slice(0, SHOWN_DIGITS),
    ...key === "" ? [] : [`"${key}"`],
    ...seeded.length === 0 ? [] : [`but ${seeded.join(", ")} seeded`],
  ].join(" ");
}
