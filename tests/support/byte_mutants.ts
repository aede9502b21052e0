// Files as chance or an enemy leaves them: a few changes to their bytes.

/** Draws a whole number below a count. */
export type Draw = (count: number) => number;

/** The most changes to one file. */
export const MOST_CHANGES = 4;

const HOSTILE_BYTES = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x0a, 0x0b, 0x12, 0x3a, 0xfe];

/** Changes of bytes; lengths and tags are bytes too. */
const CHANGES:
  readonly ((bytes: readonly number[], draw: Draw, other: Uint8Array) => readonly number[])[] = [
    (bytes, draw) => {
      const index = draw(bytes.length);
      return bytes.with(index, (bytes[index] ?? 0) ^ (1 << draw(8)));
    },
    (bytes, draw) => bytes.with(draw(bytes.length), HOSTILE_BYTES[draw(HOSTILE_BYTES.length)] ?? 0),
    (bytes, draw) => bytes.with(draw(bytes.length), draw(256)),
    (bytes, draw) => bytes.toSpliced(draw(bytes.length), 1 + draw(4)),
    (bytes, draw) => bytes.toSpliced(draw(bytes.length), 0, ...Array(1 + draw(10)).fill(0xff)),
    (bytes, draw) => bytes.slice(0, draw(bytes.length)),
    (bytes, draw) => {
      const start = draw(bytes.length);
      return bytes.toSpliced(draw(bytes.length), 0, ...bytes.slice(start, start + draw(200)));
    },
    (bytes, draw, other) => {
      const start = draw(other.length);
      return bytes.toSpliced(
        draw(bytes.length),
        draw(50),
        ...other.slice(start, start + draw(200)),
      );
    },
  ];

/** The file with a few of its bytes changed; pieces may come from another one. */
export function changedBytes(
  base: Uint8Array,
  other: Uint8Array,
  draw: Draw,
): Uint8Array<ArrayBuffer> {
  let bytes: readonly number[] = [...base];
  for (let left = 1 + draw(MOST_CHANGES); left > 0 && bytes.length > 0; left--) {
    bytes = CHANGES[draw(CHANGES.length)]?.(bytes, draw, other) ?? bytes;
  }
  return Uint8Array.from(bytes);
}
