// Zip archives as literals, written by hand so that they can be wrong.

/** A file of an archive. */
export interface ZipFile {
  readonly name: string;
  readonly data: Uint8Array;
  /** 0: stored. @default 0 */
  readonly method?: number;
  /** @default 0 */
  readonly flags?: number;
  /** As the directory has it. @default as the data has */
  readonly byteLength?: number;
  /** Where the directory says it begins. @default where it does */
  readonly offset?: number;
}

function fields(...parts: readonly (readonly [bytes: 2 | 4 | 8, value: number])[]): number[] {
  return parts.flatMap(([bytes, value]) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, BigInt(value), true);
    return [...new Uint8Array(view.buffer, 0, bytes)];
  });
}

function localHeader({ name, data, method = 0, flags = 0 }: ZipFile): number[] {
  return [
    ...fields([4, 0x04034b50], [2, 20], [2, flags], [2, method], [4, 0], [4, 0]),
    ...fields([4, data.length], [4, data.length], [2, name.length], [2, 0]),
    ...new TextEncoder().encode(name),
  ];
}

function directoryHeader(file: ZipFile, place: number, isWide: boolean): number[] {
  const { name, data, method = 0, flags = 0, byteLength = data.length, offset = place } = file;
  const extra = isWide
    ? fields([2, 1], [2, 24], [8, byteLength], [8, byteLength], [8, offset])
    : [];
  const number = (value: number): readonly [4, number] => [4, isWide ? 0xffffffff : value];
  return [
    ...fields([4, 0x02014b50], [2, 20], [2, 20], [2, flags], [2, method], [4, 0], [4, 0]),
    ...fields(number(byteLength), number(byteLength), [2, name.length], [2, extra.length], [2, 0]),
    ...fields([2, 0], [2, 0], [4, 0], number(offset)),
    ...new TextEncoder().encode(name),
    ...extra,
  ];
}

/** An archive, of zip64 if it is wide. */
export function zipFile(
  files: readonly ZipFile[],
  { isWide = false }: { readonly isWide?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  const directory: number[] = [];
  for (const file of files) {
    directory.push(...directoryHeader(file, bytes.length, isWide));
    bytes.push(...localHeader(file), ...file.data);
  }
  const start = bytes.length;
  bytes.push(...directory);
  const count = files.length;
  if (isWide) {
    const at = bytes.length;
    bytes.push(...fields([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0], [8, count]));
    bytes.push(...fields([8, count], [8, directory.length], [8, start]));
    bytes.push(...fields([4, 0x07064b50], [4, 0], [8, at], [4, 1]));
  }
  const [length, place] = isWide ? [0xffffffff, 0xffffffff] : [directory.length, start];
  bytes.push(...fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count]));
  bytes.push(...fields([4, length], [4, place], [2, 0]));
  return Uint8Array.from(bytes);
}
