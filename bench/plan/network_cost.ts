// What a network costs before it is loaded, for plans and predictions: counted once for each size.

import { type ImageSize, imageSizeText } from "../../models/graph/image_size.ts";
import { countGraph } from "../count/count.ts";
import type { PlannedModel } from "./plan.ts";

/** Weights are made and packed in the time of so many multiply-adds each (DeiT-B, two cores). */
export const LOAD_MACS_PER_PARAM = 400;

/** Of one image, whatever the batch. */
export interface PlannedCost {
  readonly macs: number;
  readonly params: number;
}

/** The cost of a network at a size; null if it refuses the size. */
export type NetworkCostOf = (entry: PlannedModel, size: ImageSize) => PlannedCost | null;

/** Counts networks, and remembers them. */
export function networkCosts(): NetworkCostOf {
  const known = new Map<string, PlannedCost | null>();
  return (entry, size) => {
    const key = JSON.stringify([entry.id, imageSizeText(size)]);
    const cost = known.has(key) ? known.get(key) as PlannedCost | null : counted(entry, size);
    known.set(key, cost);
    return cost;
  };
}

function counted(entry: PlannedModel, size: ImageSize): PlannedCost | null {
  try {
    const { macs, params } = countGraph(entry.build({ size }));
    return { macs, params };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
