// Verdicts as marks, which leave the table its width; the words stay for those who do not see them.

import { type Html, type Part, safeHtml } from "./html.ts";

/** What the marks mean, for the caption. */
export const VERDICT_LEGEND =
  "✓ reproduced; ≈ differs in the last printed place; ≠ differs, published / ours.";

/** `differs (x1.17)` -> `≠ x1.17` */
export function verdictMark(text: string): Part {
  if (text === "") return "";
  if (text === "reproduced") return mark("good", "✓", text);
  const ratio = /\((x[\d.]+)\)$/.exec(text)?.[1];
  return ratio === undefined ? mark("near", "≈", text) : mark("bad", `≠ ${ratio}`, text);
}

function mark(kind: "good" | "near" | "bad", sign: string, text: string): Html {
  return safeHtml`<span class="${kind}" aria-hidden="true">${sign}</span>\
<span class="unseen">${text}</span>`;
}
