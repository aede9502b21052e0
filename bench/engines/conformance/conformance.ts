// The conformance test: every check, on every device and in every precision that an engine names.

import type { ProbedAnswer } from "../../engine/answers.ts";
import { PROTOCOL_VERSION } from "../../engine/requests.ts";
import { errorText } from "../../job/error_text.ts";
import type { Placement } from "./case_files.ts";
import { otherPrecision } from "../../engine/other_precision.ts";
import { answered, Away, type Check, type CheckSetup, talking } from "./check.ts";
import { OUTPUT_CHECKS } from "./output_checks.ts";
import { REQUEST_CHECKS } from "./request_checks.ts";
import { SLICE_CHECKS } from "./slice_checks.ts";
import { WORK_CHECKS } from "./work_checks.ts";

/** A check, and where. */
export interface CheckAbout {
  readonly check: string;
  readonly device: string;
  readonly precision: string;
}

/** What became of a check. */
export interface CheckResult extends CheckAbout {
  readonly result: "passed" | "failed" | "skipped";
  /** What was seen, what is wrong, or why it was left out. */
  readonly detail: string;
}

/** What comes before all others: whether a device works. */
export const PROBE: Check = { name: "probe", run: probe };
/** What decides whether an engine computes right and tells what it did, on each device anew. */
const PLACED = ["outputs", "resident", "precision", "products", "waits", "slices"];
/** What is asked of an engine where its probe finds that a device works. */
export const CHECKS: readonly Check[] = [
  ...OUTPUT_CHECKS,
  ...WORK_CHECKS,
  ...SLICE_CHECKS,
  ...REQUEST_CHECKS,
];

/** What all checks have to work with. */
export interface ConformanceSetup extends Omit<CheckSetup, keyof Placement | "process"> {
  /** How the engine is started to compute there. */
  readonly processFor: (placement: Placement) => Promise<CheckSetup["process"]>;
  /** A check begins, which may take seconds. */
  readonly onCheck?: (about: CheckAbout) => void;
}

/** All checks, one after the other; of devices but the first that works, those that depend on them. */
export async function* conformance(
  { processFor, onCheck = () => {}, ...setup }: ConformanceSetup,
): AsyncGenerator<CheckResult> {
  const told = (check: Check, placed: CheckSetup) => {
    onCheck(aboutOf(check, placed));
    return checked(check, placed);
  };
  let checks = CHECKS;
  for (const placement of placementsOf(setup)) {
    const placed = { ...setup, ...placement, process: await processFor(placement) };
    const probed = await told(PROBE, placed);
    yield probed;
    if (probed.result !== "passed") continue;
    for (const check of checks) yield await told(check, placed);
    checks = CHECKS.filter(({ name }) => PLACED.includes(name));
  }
}

/** Whether an engine may join: no check failed, and there was a device to try it on. */
export function conforms(results: readonly CheckResult[]): boolean {
  const isThere = results.some(({ check, result }) => check === "outputs" && result === "passed");
  return isThere && results.every(({ result }) => result !== "failed");
}

function placementsOf(
  { description: { devices, precisions, takes, halfFile = false } }: Pick<
    CheckSetup,
    "description"
  >,
): readonly Placement[] {
  return devices.flatMap((device) =>
    precisions.map((precision) => ({
      device,
      precision,
      isHalfFile: halfFile && precision === "fp16",
      takes,
    }))
  );
}

function aboutOf({ name }: Check, { device, precision }: Placement): CheckAbout {
  return { check: name, device, precision };
}

/** What a check says of an engine. */
export async function checked(check: Check, setup: CheckSetup): Promise<CheckResult> {
  const about = aboutOf(check, setup);
  try {
    const detail = await check.run(setup);
    return detail === undefined
      ? { ...about, result: "skipped", detail: "the description has none" }
      : { ...about, result: "passed", detail };
  } catch (error) {
    const isAway = error instanceof Away;
    return { ...about, result: isAway ? "skipped" : "failed", detail: errorText(error) };
  }
}

/** Asks for a device, and for the end. */
function probe(setup: CheckSetup): Promise<string> {
  const { device, precision } = setup;
  return talking(setup, async (talk) => {
    const request = { kind: "probe", protocol: PROTOCOL_VERSION, device, precision, options: {} };
    const probed = await answered(talk, request, "probed");
    await talk.say({ kind: "end" });
    const { code } = await talk.ended();
    if (code !== 0) throw new Error(`must end with exit code 0 after a probe: got ${code}`);
    if (probed.problem !== null) throw new Away(probed.problem);
    const otherwise = otherPrecision(probed, setup);
    if (otherwise !== undefined) {
      throw new Away(`computes in ${otherwise} where ${precision} is asked`);
    }
    return probeText(probed);
  });
}

function probeText({ versions, deviceName }: ProbedAnswer): string {
  const parts = Object.entries(versions).map((pair) => pair.join(" "));
  return [...parts, deviceName ?? []].flat().join(", ");
}
