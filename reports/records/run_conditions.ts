// The conditions of a run and of a timing: what must be equal for rows to be read as one, and words.

import { cardName } from "../../bench/job/card_name.ts";
import type { RunRecord, TimingRecord } from "../../bench/record/record.ts";

/** Key of what must be equal for two runs to be read as one. */
export function conditionsKey(run: Pick<RunRecord, "settings" | "machine">): string {
  return JSON.stringify([run.settings.batch, otherConditionsKey(run)]);
}

/** Key of all conditions but the batch. */
export function otherConditionsKey(
  { settings, machine }: Pick<RunRecord, "settings" | "machine">,
): string {
  const { size, threads, device, precision, input, rewrites } = settings;
  return JSON.stringify([size, threads, device, precision, input, machine, rewrites]);
}

/** Key of all conditions but the device, which engines call by names of their own. */
export function placeKey({ settings, machine }: Pick<RunRecord, "settings" | "machine">): string {
  const { size, batch, threads, precision, input } = settings;
  return JSON.stringify([size, batch, threads, precision, input, machine]);
}

/** The conditions of a run in words. */
export function conditionsText({ settings, machine }: RunRecord): string {
  const { size, batch, threads, device, precision } = settings;
  return `machine ${shortMachine(machine)}, size ${size}, batch ${batch}, threads ${threads}, ` +
    `${device}, ${precision}`;
}

/** The rewrites of the fast graphs of a run: as `tune` found them, or those of the device. */
export function rewritesText({ rewrites }: Pick<RunRecord["settings"], "rewrites">): string {
  return rewrites === undefined ? "those of the device" : rewrites.join(", ") || "none";
}

/** The device that was used, with its name and whether it is emulated. */
export function deviceText(
  { deviceUsed, deviceName, softwareDevice }: Pick<
    TimingRecord,
    "deviceUsed" | "deviceName" | "softwareDevice"
  >,
): string {
  const name = deviceName === null ? "" : ` (${deviceName})`;
  return `${deviceUsed}${name}${softwareDevice ? ", software renderer" : ""}`;
}

/** The device that a run computes on, as far as it is known without a timing. */
export function runDeviceText({ settings: { device }, environment }: RunRecord): string {
  const deviceName = cardName(device, environment);
  return deviceText({ deviceUsed: device, deviceName, softwareDevice: false });
}

/** `fp32`, or `fp32 (tf32)` where the device took fewer bits than it was asked for. */
export function precisionText(
  { precision, arithmetic }: Pick<TimingRecord, "precision" | "arithmetic">,
): string {
  return arithmetic === precision ? precision : `${precision} (${arithmetic})`;
}

/** As {@linkcode precisionText}; of a measurement without a timing, what was asked for. */
export function precisionOf(
  { timing, run }: { readonly timing?: TimingRecord | undefined; readonly run: RunRecord },
): string {
  return timing === undefined ? run.settings.precision : precisionText(timing);
}

/** Fingerprints are told apart by their first characters. */
export function shortMachine(machine: string): string {
  return machine.slice(0, 12);
}
