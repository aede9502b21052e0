// The name of the card that a run computed on, by whichever engine.

import { CUDA_DEVICES, deviceKind } from "./device.ts";
import type { Device } from "./protocol.ts";

/** What is known of the cards of a run. */
interface Cards {
  /** Those that it may have used. */
  readonly deviceKinds: readonly string[];
  readonly state: { readonly gpus?: readonly { readonly isSplit: boolean | null }[] | undefined };
}

/**
 * Of a device of CUDA the name of its card, as engines that know it tell it; null where the run may have
 * used one of several kinds, or a part of a card, and of all other devices.
 */
export function cardName(device: Device, { deviceKinds, state }: Cards): string | null {
  const [kind, ...others] = deviceKinds;
  const isCuda = CUDA_DEVICES.includes(deviceKind(device));
  const isPart = state.gpus?.some(({ isSplit }) => isSplit === true) ?? false;
  return kind === undefined || !isCuda || isPart || others.length > 0 ? null : kind;
}
