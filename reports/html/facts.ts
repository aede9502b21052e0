// Facts with their names, as a description list; what is unknown is left out.

import { type PublishedFigure, SECOND_HAND } from "../published/published.ts";
import { joinedText } from "../text/joined_text.ts";
import { type Html, link, type Part, safeHtml } from "./html.ts";

/** A name with what is known about it. */
export type Fact = readonly [name: string, value: Part];

/** The list. */
export function facts(entries: readonly Fact[]): Html {
  const known = entries.filter(([, value]) => (value ?? "") !== "");
  return safeHtml`<dl>
${known.map(([name, value]) => safeHtml`<dt>${name}</dt><dd>${value}</dd>`)}
</dl>`;
}

/** What a source prints, where, and what limits it. */
export function publishedFacts(
  name: string,
  figure: PublishedFigure | undefined,
): readonly Fact[] {
  if (figure === undefined) return [[`${name}, published`, "not in the sources of this table"]];
  const limits = joinedText([
    figure.device,
    figure.read === "second-hand" && SECOND_HAND,
    figure.note,
  ], "; ");
  return [
    [`${name}, published`, figure.text],
    ["Source", link(figure.url, figure.source)],
    ["As the source states", limits],
  ];
}
