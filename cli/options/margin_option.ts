// `--margin`, of `compare` and of `bench --against`: from where on slower is worse.

import { DEFAULT_MARGIN } from "../../reports/compare/compare.ts";
import type { Arguments, OptionSpec } from "../shell/command.ts";
import { percentOf } from "../shell/values.ts";

/** Above 0 and below 100 %. */
const LIMITS = { least: 0.0001, most: 99.9999 };

/** Declaration of `--margin`. */
export const MARGIN_OPTION: OptionSpec = {
  name: "margin",
  value: "PERCENT",
  help: `slower by more than this is worse (default ${100 * DEFAULT_MARGIN}%)`,
};

/** Value of `--margin` as a share, `5%` -> 0.05; throws UsageError if it is none. */
export function marginOf(args: Arguments): number {
  const text = args.text("margin");
  return text === undefined ? DEFAULT_MARGIN : percentOf("margin", text, LIMITS) / 100;
}
