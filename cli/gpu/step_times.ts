// How long a step of `gpu-report` may take: more than it should, as long as there is that much left. Pure.

import { MS_PER_SECOND } from "../../bench/samples/units.ts";
import { type ReportStep, USUAL_TIME_MS } from "./report_steps.ts";

/** A step with less than this time would load and measure nothing. */
const LEAST_MS = 10_000;
/** Of its limit, until what is loaded has to be timed: reports are written in the rest. */
const WITHIN_SHARE = 0.95;

/** Times of a step. */
export interface StepTimes {
  readonly limitMs: number;
  /** Options by which `bench` keeps within it. */
  readonly options: readonly string[];
}

/**
 * Times of a step in a report of `timeMs`, of which `leftMs` are left for steps.
 *
 * @returns `undefined` if that is too little to begin.
 */
export function stepTimes(
  { mostMs, timedMs }: Pick<ReportStep, "mostMs" | "timedMs">,
  { timeMs, leftMs }: { readonly timeMs: number; readonly leftMs: number },
): StepTimes | undefined {
  const scale = timeMs / USUAL_TIME_MS;
  const limitMs = Math.min(scale * mostMs, leftMs);
  if (limitMs < Math.min(LEAST_MS, scale * mostMs)) return undefined;
  const timedS = wholeSeconds(Math.min(scale * timedMs, limitMs / 2));
  const withinS = Math.max(timedS + 1, wholeSeconds(WITHIN_SHARE * limitMs));
  const timeoutS = wholeSeconds(limitMs);
  const options = ["--time", `${timedS}s`, "--within", `${withinS}s`, "--timeout", `${timeoutS}s`];
  return { limitMs, options };
}

function wholeSeconds(ms: number): number {
  return Math.max(1, Math.floor(ms / MS_PER_SECOND));
}
