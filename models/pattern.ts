// Patterns over ids: `*` is any characters, none too, and `?` is one.

/** Whether a text has anything in it that a pattern is made of. */
export function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}

/** Whether a whole id fits a pattern. Takes time as id times pattern at most, whatever the stars. */
export function matchesPattern(id: string, pattern: string): boolean {
  let [place, star, resume] = [0, -1, 0];
  for (let at = 0; at < id.length;) {
    if (pattern[place] === "*") {
      star = place++;
      resume = at;
    } else if (pattern[place] === "?" || pattern[place] === id[at]) {
      place++;
      at++;
    } else if (star >= 0) {
      // The last star takes one character more.
      place = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(place));
}
