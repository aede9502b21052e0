// Decoding beside a network: a network's threads wait for each other at every operator, so that one of
// them which is kept from its processor stops all.

import { constants, setPriority } from "node:os";

/** Whether a thread can yield: only Linux has priorities of threads, and Deno must allow it. */
export function canYield(): boolean {
  const right = { name: "sys", kind: "setPriority" } as const;
  return Deno.build.os === "linux" && Deno.permissions.querySync(right).state === "granted";
}

/** From now on this thread runs when no thread of usual priority would; where it cannot, nothing changes. */
export function yieldToOthers(): void {
  if (canYield()) setPriority(0, constants.priority.PRIORITY_LOW);
}
