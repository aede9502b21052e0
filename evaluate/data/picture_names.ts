// Which files of a folder are pictures, by their names alone; what they are is told when they are read.

/** Endings that ImageFolder of torchvision takes. */
const ENDINGS: ReadonlySet<string> = new Set(
  ["jpg", "jpeg", "png", "ppm", "bmp", "pgm", "tif", "tiff", "webp"],
);

/** `.DS_Store`, `._n01440764_18.JPEG`: what systems put beside the files of people. */
export function isHidden(name: string): boolean {
  return name.startsWith(".");
}

/** Whether a name ends like a picture's. */
export function isPictureName(name: string): boolean {
  return ENDINGS.has(/\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "");
}

/** Order of names as Python sorts them, by code points; JavaScript's own is by halves of some. */
export function byCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === length) return a.length - b.length;
  // Where first halves are alike, the second ones tell.
  return (a.codePointAt(at) ?? 0) - (b.codePointAt(at) ?? 0);
}
