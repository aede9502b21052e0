// The one shape of message for an operator that cannot be added where it stands.

import type { Scope } from "../graph/scope.ts";

/**
 * The error of an operator whose inputs break its rule.
 *
 * @param g Where the operator was to stand.
 * @param op ONNX operator type.
 * @param reason The rule, what was given instead, and the cure.
 */
export function refuse(g: Scope, op: string, reason: string): RangeError {
  return new RangeError(`Cannot add ${op} "${g.path || "(network)"}" as ${reason}`);
}
