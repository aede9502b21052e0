// The parts that networks divide into: one order for all of them, and what they come to.

/** The parts of a dual-stream network, as its accounting names them. */
const STREAMS: readonly string[] = [
  "local",
  "global",
  "alignment",
  "mlp",
  "embedding",
  "shared",
];

/** What a network divides into, e.g. multiply-adds by stream. */
export type Parts = Readonly<Record<string, number>>;

/** What the parts come to. */
export function wholeOf(parts: Parts | undefined): number {
  return Object.values(parts ?? {}).reduce((sum, value) => sum + value, 0);
}

/** Streams in their order, else in order of appearance; `(unknown)` and the like come last. */
export function partNames(divided: readonly Parts[]): readonly string[] {
  const names = [...new Set(divided.flatMap((parts) => Object.keys(parts)))];
  const rank = (name: string) => {
    if (name.startsWith("(")) return STREAMS.length + 1;
    return STREAMS.includes(name) ? STREAMS.indexOf(name) : STREAMS.length;
  };
  return names.toSorted((a, b) => rank(a) - rank(b));
}
