// Pairs of networks that differ in one choice: what the choice costs is the difference.

import { DEITS } from "./networks/deit.ts";
import { DSNET_ABLATIONS } from "./networks/dsnet_ablations.ts";
import { DETECTORS } from "./detection/detectors.ts";

/** A network, and the one that lacks or changes one thing of it. */
export interface NetworkPair {
  /** Id of the catalog. */
  readonly model: string;
  /** What it is held against. */
  readonly base: string;
}

/** Each DS-Net with alignment over its twin without. */
export const ALIGNMENT_PAIRS: readonly NetworkPair[] = ["dsnet-t", "dsnet-s", "dsnet-b"]
  .map((base) => ({ model: `${base}-aligned`, base }));

/** Each DeiT with a distillation token over its twin without. */
export const DISTILLATION_PAIRS: readonly NetworkPair[] = Object.entries(DEITS)
  .filter(([, { distilled }]) => distilled)
  .map(([model]) => ({ model, base: model.replace("-distilled", "") }));

/** Every dense network with DS-FPN over the same one with FPN. */
export const DS_FPN_PAIRS: readonly NetworkPair[] = Object.entries(DETECTORS)
  .filter(([, { dsFpn }]) => dsFpn)
  .map(([model, { backbone, detector }]) => ({ model, base: `${backbone}-${detector}` }));

/**
 * Networks of which the papers' tables say which one is faster: each DS-Net over its twin with
 * alignment, and that one over the DeiT of its size.
 */
export const ORDER_PAIRS: readonly NetworkPair[] = ["t", "s", "b"].flatMap((size) => [
  { model: `dsnet-${size}`, base: `dsnet-${size}-aligned` },
  { model: `dsnet-${size}-aligned`, base: `deit-${size}` },
]);

const ABLATION_BASE = "dsnet-t-aligned";

/** Every choice of a DS-Block over DS-Net-T*. */
export const ABLATION_PAIRS: readonly NetworkPair[] = ["dsnet-t", ...Object.keys(DSNET_ABLATIONS)]
  .map((model) => ({ model, base: ABLATION_BASE }));
