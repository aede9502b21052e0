// What could be faster on this machine and was not measured: said in one line, never measured unasked.

import {
  platformName,
  PLUGIN_PROVIDERS,
  providerLibraryPath,
} from "../../bench/engines/onnxruntime_c/plugin_providers.ts";
import { bytesText } from "../../reports/text/unit_text.ts";
import { isThere } from "../shell/files.ts";

/** Where a row was measured. */
export interface MeasuredOn {
  readonly engine: string;
  readonly device: string;
}

/** A system and its processor. */
type Platform = Parameters<typeof platformName>[0];

/** What docs/measurements/openvino.md has of it: rates over those of `cpu`. */
const EVIDENCE = "on an Intel Xeon with AMX it ran DS-Net-T* at 1.08 times the rate of cpu in " +
  "float32 and 2.26 times in bfloat16 (docs/measurements.md)";

/**
 * A line on OpenVINO where only the processor was measured, by other engines; `undefined` where there
 * is nothing to say.
 *
 * @param isSetUp Whether its libraries are there.
 */
export function untriedDeviceText(
  measured: readonly MeasuredOn[],
  { platform, isSetUp }: { readonly platform: Platform; readonly isSetUp: boolean },
): string | undefined {
  const { title, package: { wheels } } = PLUGIN_PROVIDERS.openvino;
  const wheel = Object.entries(wheels).find(([name]) => name === platformName(platform))?.[1];
  const isOnProcessor = ({ engine, device }: MeasuredOn) =>
    device === "cpu" && !engine.includes("openvino");
  if (wheel === undefined || measured.length === 0 || !measured.every(isOnProcessor)) {
    return undefined;
  }
  return isSetUp
    ? `${title} is set up and was not measured: ${EVIDENCE}; --device openvino measures it here`
    : `${title} is not set up: ${EVIDENCE}; "deno task setup --device openvino" gets it ` +
      `(${bytesText(wheel.bytes)})`;
}

/** Whether OpenVINO's libraries are there. */
export async function isOpenvinoSetUp({ os }: Platform): Promise<boolean> {
  const library = providerLibraryPath(PLUGIN_PROVIDERS.openvino.package, os);
  return library !== undefined && await isThere(library);
}
