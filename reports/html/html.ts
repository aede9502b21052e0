// HTML that cannot be broken into: whatever is put into a template is escaped, unless it is HTML
// that a template made. Names and reasons come from records, and records come from anywhere.

import { markupText } from "../text/markup_text.ts";

const MARKUP = Symbol("markup");

/** HTML made by {@linkcode safeHtml} or vouched for by {@linkcode trusted}; no record can be one. */
export interface Html {
  readonly [MARKUP]: string;
}

/** What a template takes; what is unknown prints nothing. */
export type Part = Html | string | number | null | undefined | readonly Part[];

/**
 * A template whose values are escaped, between tags and in quoted attributes alike. It is
 * not called `html`, since the formatter would then move its white space.
 *
 * ```ts ignore
 * markup(safeHtml`<b>${["a", "<"]}</b>`); // <b>a&lt;</b>
 * ```
 */
export function safeHtml(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return trusted(strings.map((text, index) => text + markup(parts[index])).join(""));
}

/** Markup from our own files and from the chart library, which escapes by itself. */
export function trusted(text: string): Html {
  return { [MARKUP]: text };
}

/** ` name="value"`, or nothing where the value is unknown. */
export function attribute(name: string, value: string | number | undefined): Html {
  return value === undefined ? trusted("") : safeHtml` ${trusted(name)}="${value}"`;
}

/** A link; the text alone where the address is none that a page may open. */
export function link(url: string, text: string): Html {
  if (!/^https?:\/\//.test(url)) return safeHtml`${text}`;
  return safeHtml`<a href="${url}" rel="noreferrer">${text}</a>`;
}

/** The text of a page; what is no number prints nothing. */
export function markup(part: Part): string {
  if (part === undefined || part === null) return "";
  if (typeof part === "number" && !Number.isFinite(part)) return "";
  if (typeof part === "string" || typeof part === "number") return markupText(String(part));
  return MARKUP in part ? part[MARKUP] : part.map(markup).join("");
}
