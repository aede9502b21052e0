// The parts that several networks divide into, in one order for all of them.

/** The parts of a dual-stream network, as its accounting names them. */
const STREAMS: readonly string[] = [
  "local",
  "global",
  "alignment",
  "mlp",
  "embedding",
  "shared",
];

/** Streams in their order, else in order of appearance; `(unknown)` and the like come last. */
export function partNames(
  divided: readonly Readonly<Record<string, number>>[],
): readonly string[] {
  const names = [...new Set(divided.flatMap((parts) => Object.keys(parts)))];
  const rank = (name: string) => {
    if (name.startsWith("(")) return STREAMS.length + 1;
    return STREAMS.includes(name) ? STREAMS.indexOf(name) : STREAMS.length;
  };
  return names.toSorted((a, b) => rank(a) - rank(b));
}
