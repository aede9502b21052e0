// Long whole numbers as people read them; machine formats have the digits alone.

/** Four digits are read at a glance. */
const LEAST_DIGITS = 5;

/** `1832336768` -> `1,832,336,768`; numbers of up to four digits, and others, as they are. */
export function groupedText(value: number | bigint): string {
  const digits = String(value);
  if (!/^-?\d+$/.test(digits) || digits.replace("-", "").length < LEAST_DIGITS) return digits;
  return digits.replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}
