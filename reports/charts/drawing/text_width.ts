// How wide text is, without a canvas to ask: the advance of each character in DejaVu Sans, the
// widest of the fonts that charts are shown in, so that what fits here fits everywhere.

/** Advances in units of the font size; every character of a row has it. */
const ADVANCES: readonly (readonly [advance: number, characters: string])[] = [
  [0.28, "'ijlI|"],
  [0.33, " ,.;:/\\f"],
  [0.4, "-()[]tr!"],
  [0.53, '"*_`sz?c'],
  [0.6, "kFLvxyPaoTYe"],
  [0.84, "+<=>^~#wOQDGNH"],
  [0.99, "%mWM@…≈≠✓"],
];
const ADVANCE_OF: ReadonlyMap<string, number> = new Map(
  ADVANCES.flatMap(([advance, characters]) =>
    [...characters].map((character) => [character, advance] as const)
  ),
);
/** Digits, the other letters, and what the table does not know. */
const USUAL_ADVANCE = 0.66;
/** Characters of scripts that are as wide as high. */
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]/;

/** Width of a text in pixels, at a font size in pixels. */
export function textWidth(text: string, fontSize: number): number {
  const advances = [...text].map((character) =>
    WIDE.test(character) ? 1 : ADVANCE_OF.get(character) ?? USUAL_ADVANCE
  );
  return fontSize * advances.reduce((sum, advance) => sum + advance, 0);
}

/** Width of the widest of some texts. */
export function widestText(texts: readonly string[], fontSize: number): number {
  return Math.max(0, ...texts.map((text) => textWidth(text, fontSize)));
}
