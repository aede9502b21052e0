// Files of safetensors as literals.

/** The header as it is written, and what follows it. */
export function safetensorsFile(
  header: unknown,
  data: Uint8Array | readonly number[] = [],
): Uint8Array<ArrayBuffer> {
  const text = typeof header === "string" ? header : JSON.stringify(header);
  const json = new TextEncoder().encode(text);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(json.length), true);
  return Uint8Array.from([...length, ...json, ...data]);
}

/** A tensor's entry of a header. */
export function entry(
  dtype: string,
  shape: readonly number[],
  [start, end]: readonly [start: number, end: number],
): Readonly<Record<string, unknown>> {
  return { dtype, shape, data_offsets: [start, end] };
}
