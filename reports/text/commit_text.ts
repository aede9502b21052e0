// Which code measured, in words: a commit, or what somebody was making of it.

import type { RunRecord } from "../../bench/record/record.ts";

/** Enough to find a commit by. */
const SHOWN_DIGITS = 12;

/**
 * `commit 0123456789ab`, or `working tree on commit 0123456789ab` where its files had been changed;
 * undefined where no commit is known.
 */
export function commitText(
  { gitCommit, gitDirty }: Pick<RunRecord, "gitCommit" | "gitDirty">,
): string | undefined {
  if (gitCommit === null) return undefined;
  return `${gitDirty === true ? "working tree on " : ""}commit ${gitCommit.slice(0, SHOWN_DIGITS)}`;
}
