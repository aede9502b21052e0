// Files of numpy, as numpy writes them.

/** The bytes of a .npy file of version 1: `npyFile("<f4", "(1, 3)", new Float32Array(3))`. */
export function npyFile(
  descriptor: string,
  shape: string,
  elements: ArrayBufferView,
  order = "False",
): Uint8Array<ArrayBuffer> {
  const text = `{'descr': '${descriptor}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
  // The elements begin at a multiple of 64
  const header = `${text.padEnd(64 * Math.ceil((10 + text.length + 1) / 64) - 11)}\n`;
  const magic = [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0];
  const length = [header.length & 0xff, header.length >> 8];
  const bytes = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
  return new Uint8Array([...magic, ...length, ...new TextEncoder().encode(header), ...bytes]);
}
