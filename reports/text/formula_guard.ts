// Keeps spreadsheets from running text as a formula: OWASP, "CSV Injection". A cell that begins with
// = + - @ tab or CR gets an apostrophe in front. Text that already has apostrophes before such a
// character gets one more, so that taking one off always gives the text back.

/** `=1+1` -> `'=1+1`; other text is unchanged. */
export function guarded(text: string): string {
  return /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** `'=1+1` -> `=1+1`; the inverse of {@linkcode guarded}. */
export function unguarded(text: string): string {
  return /^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
}
