// Whether a device computes in the precision that was asked for.

import type { ProbedAnswer } from "./answers.ts";

/**
 * The precision that a probe found in place of the one asked for; `undefined` where it is that one,
 * or is not told. Of a file in half precision, a probe tells what float32 would be computed in.
 */
export function otherPrecision(
  { precision: found }: Pick<ProbedAnswer, "precision">,
  { precision, isHalfFile }: { readonly precision: string; readonly isHalfFile: boolean },
): ProbedAnswer["precision"] | undefined {
  return found === null || found === precision || isHalfFile ? undefined : found;
}
