// Fixtures of many small binaries in one file: a list of what they are, then one after the other.

/** Bytes of the number that says how long the list is. */
const LENGTH_BYTES = 4;

/** The list of a packed fixture, and for each entry its bytes. */
export async function readPacked<Entry extends { readonly length: number }>(
  path: string,
): Promise<{ readonly cases: readonly Entry[]; readonly models: readonly Uint8Array[] }> {
  const file = await Deno.open(new URL(`../fixtures/${path}`, import.meta.url));
  const unpacked = file.readable.pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(unpacked).arrayBuffer());
  const start = LENGTH_BYTES + new DataView(bytes.buffer).getUint32(0, true);
  const list = new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, start));
  const cases: readonly Entry[] = JSON.parse(list);
  let end = start;
  const models = cases.map(({ length }) => bytes.subarray(end, end += length));
  return { cases, models };
}
