// What a star in a name means, for people who meet one.

import { STAR_NOTE } from "../../reports/row/method.ts";
import { show, type Shown } from "../shell/print.ts";

/** Says it under a table of these models, if one of them has a star. */
export function showStarNote(models: readonly { readonly method: string }[], shown: Shown): void {
  const hasStar = models.some(({ method }) => method.includes("*"));
  if (shown.format === "md" && hasStar) show(`\n${STAR_NOTE}\n`, shown);
}
