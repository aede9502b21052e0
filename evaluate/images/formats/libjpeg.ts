// libjpeg-turbo 2.0.4 as WebAssembly: the arithmetic that Pillow decodes JPEGs with.

import { PictureError } from "../picture.ts";

/** Name and version of the decoder, for results. */
export const JPEG_DECODER = "libjpeg-turbo 2.0.4";

/** What the module exports: libjpeg-turbo's own functions, on addresses in its memory. */
interface Library {
  readonly memory: WebAssembly.Memory;
  readonly malloc: (bytes: number) => number;
  readonly free: (address: number) => void;
  readonly tjInitDecompress: () => number;
  readonly tjDestroy: (decompressor: number) => number;
  readonly tjDecompress2: (
    decompressor: number,
    source: number,
    sourceBytes: number,
    target: number,
    width: number,
    rowBytes: number,
    height: number,
    pixelFormat: number,
    flags: number,
  ) => number;
}

/** Pixel formats of libjpeg-turbo that we ask for, and their bytes a pixel. */
const FORMATS = { rgb: { code: 0, channels: 3 }, cmyk: { code: 11, channels: 4 } } as const;

/** A memory that grew beyond this for one large picture is given back. */
const KEPT_MEMORY_BYTES = 64 * 2 ** 20;

let compiled: WebAssembly.Module | undefined;
let kept: Library | undefined;

/**
 * Pixels of a JPEG of this size: exact inverse transform, interpolated colours.
 *
 * Warnings are none of ours, as they are none of Pillow's: what is damaged but whole gives pixels.
 *
 * @throws {PictureError} If the library gives up, or has no memory for it.
 */
export function decompress(
  bytes: Uint8Array,
  { width, height, format }: {
    readonly width: number;
    readonly height: number;
    readonly format: keyof typeof FORMATS;
  },
): Uint8Array {
  const library = kept ?? newLibrary();
  // After an error half of a call lies on the library's stack: it is not called again.
  kept = undefined;
  const { code, channels } = FORMATS[format];
  const rowBytes = width * channels;
  const source = allocate(library, bytes.length);
  const target = allocate(library, rowBytes * height);
  new Uint8Array(library.memory.buffer).set(bytes, source);
  const decompressor = library.tjInitDecompress();
  const sizes = [width, rowBytes, height] as const;
  orDamaged(() =>
    library.tjDecompress2(decompressor, source, bytes.length, target, ...sizes, code, 0)
  );
  const pixels = new Uint8Array(library.memory.buffer).slice(target, target + rowBytes * height);
  library.tjDestroy(decompressor);
  library.free(source);
  library.free(target);
  if (library.memory.buffer.byteLength <= KEPT_MEMORY_BYTES) kept = library;
  return pixels;
}

/** Runs a call; where the library runs into its own limits, it is the data that led it there. */
function orDamaged(call: () => void): void {
  try {
    call();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) giveUp();
    throw error;
  }
}

function giveUp(): never {
  throw new PictureError("Cannot decode JPEG as its data are damaged");
}

/** Addresses are unsigned; a module's numbers are signed. */
function allocate(library: Library, bytes: number): number {
  const address = library.malloc(bytes) >>> 0;
  if (address === 0) throw new PictureError("Cannot decode JPEG as there is no memory for it");
  return address;
}

function newLibrary(): Library {
  compiled ??= new WebAssembly.Module(
    Deno.readFileSync(new URL(import.meta.resolve("@cwasm/jpeg-turbo/jpeg-turbo.wasm"))),
  );
  // The library jumps back only to end a call; its warnings and environment go nowhere.
  const instance = new WebAssembly.Instance(compiled, {
    env: { setjmp: () => 0, longjmp: giveUp },
    wasi_snapshot_preview1: {
      environ_sizes_get: () => 0,
      environ_get: () => 0,
      proc_exit: giveUp,
      fd_close: giveUp,
      fd_seek: giveUp,
      fd_write: giveUp,
    },
  });
  return instance.exports as unknown as Library;
}
