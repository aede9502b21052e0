// Options around `--against`: what a comparison with a commit cannot take, or would leave undone in
// silence, is refused.

import { type ImageSize, imageSizeText } from "../../models/graph/image_size.ts";
import type { Arguments } from "../shell/command.ts";
import { refuseOptions } from "../shell/refuse_options.ts";
import { UsageError } from "../shell/usage_error.ts";

/** Options that a comparison does not follow, each with what to do instead. */
const NOT_WITH = {
  "engine": "both versions are timed by onnxruntime-node",
  "instances": "both versions are timed in one process each",
  "shard": "compare the whole plan, or no commit",
  "resume": "both versions are timed in the same rounds, start anew",
  "oom-ladder": "name a --batch that both versions can hold",
  "profile": "profile each version by itself",
  "checkpoint": "both versions are timed with seeded weights",
  "table": "two versions stand beside each other, not beside a table",
} as const;

/** Options that mean nothing without it. */
const ONLY_WITH = ["margin", "strict"] as const;

/** What there may be one of only, since both versions are timed in one run. */
export interface AgainstGrid {
  readonly sizes: readonly ImageSize[];
  readonly batch: readonly number[];
  /** Undefined, as below: the usual one. */
  readonly threads: readonly number[] | undefined;
  readonly graph: readonly string[] | undefined;
}

/**
 * Checks the options of a call with or without `--against`.
 *
 * @throws {UsageError} If one of them would not be followed.
 */
export function checkAgainst(args: Arguments, grid: AgainstGrid): void {
  if (!args.isGiven("against")) {
    const cure = "name a commit, or use the command compare";
    return refuseOptions(args, ONLY_WITH, `without --against as nothing is compared: ${cure}`);
  }
  for (const [name, cure] of Object.entries(NOT_WITH)) {
    refuseOptions(args, [name], `with --against: ${cure}`);
  }
  const { sizes, batch, threads = [], graph = [] } = grid;
  if (sizes.length > 1) {
    throw new UsageError(
      `Cannot compare these models with a commit as their sizes differ: ` +
        `got ${sizes.map(imageSizeText).join(" and ")}, name one with --size`,
    );
  }
  for (const [name, values] of Object.entries({ batch, threads, graph })) {
    if (values.length <= 1) continue;
    throw new UsageError(
      `Cannot take --${name} ${values.join(",")} with --against as both versions are timed in ` +
        "one run: name one",
    );
  }
}
