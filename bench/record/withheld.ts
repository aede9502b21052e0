// A timing whose figures cannot be: read as a failure with its reason, so that its row stays.

import type { z } from "zod";
import { moreText } from "./issues_text.ts";
import { NOT_MEASURABLE } from "./measurable.ts";
import { type FailureRecord, failureSchema } from "./record.ts";

/** Reasons that a failure quotes; the rest is counted. */
const MOST_REASONS = 2;

/**
 * The failure that stands for a timing which the schema refuses for its figures alone; `undefined`
 * where there is more wrong with it.
 *
 * @param value The line, as JSON has it.
 */
export function withheldTiming(
  value: unknown,
  { issues }: z.ZodError,
): FailureRecord | undefined {
  const isTiming = typeof value === "object" && value !== null && "kind" in value &&
    value.kind === "timing";
  if (!isTiming || !issues.every(({ message }) => message.startsWith(NOT_MEASURABLE))) {
    return undefined;
  }
  const reasons = issues.slice(0, MOST_REASONS).map(({ path, message }) =>
    `${path.join(".")}${message.slice(NOT_MEASURABLE.length)}`
  );
  const { data } = failureSchema.safeParse({
    ...value,
    kind: "failure",
    method: "model" in value ? value.model : undefined,
    stage: "check",
    reason: `${NOT_MEASURABLE}: ${reasons.join("; ")}${moreText(issues.length, reasons.length)}`,
  });
  return data;
}
