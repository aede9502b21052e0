// Text as XML and HTML may have it, between tags and in quoted attributes: one escape for both.

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * `<b>` -> `&lt;b&gt;`. What neither can carry becomes the replacement character.
 *
 * @param controlText What stands for a control character or a line end. @default a space
 */
export function markupText(text: string, controlText = (_control: string) => " "): string {
  return text
    .toWellFormed()
    .replaceAll(/[\ufffe\uffff]/g, "\ufffd")
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
    .replaceAll(/\r\n|[\p{Cc}\u2028\u2029]/gu, controlText);
}
