// Memory that C reads and writes. What C is given must stay where it is: V8 moves small typed arrays, but
// no ArrayBuffer that was made as such. A buffer that is passed to a call lives as long as the call; what
// C keeps for longer, or reads by an address within a buffer, must be held by whoever passed it.

/** Bytes of an address. */
const POINTER_BYTES = 8;

/** A text as C has it: UTF-8 that ends in a zero. Throws RangeError if the text itself has one. */
export function cText(text: string): Uint8Array<ArrayBuffer> {
  return terminated(text, new TextEncoder().encode(text), Uint8Array);
}

/** A path as the runtime takes it: as text, on Windows in UTF-16. */
export function cPath(path: string, os: string = Deno.build.os): Uint8Array<ArrayBuffer> {
  if (os !== "windows") return cText(path);
  const units = Uint16Array.from(path, (unit) => unit.charCodeAt(0));
  return new Uint8Array(terminated(path, units, Uint16Array).buffer);
}

interface Units extends ArrayLike<number> {
  readonly BYTES_PER_ELEMENT: number;
}

function terminated<Array extends { set(units: ArrayLike<number>): void }>(
  text: string,
  units: Units,
  Kind: new (buffer: ArrayBuffer) => Array,
): Array {
  if (text.includes("\0")) {
    throw new RangeError(`Cannot pass "${text}" to the runtime as it has a zero in it`);
  }
  const array = new Kind(new ArrayBuffer((units.length + 1) * units.BYTES_PER_ELEMENT));
  array.set(units);
  return array;
}

/** Text at an address, up to its zero; empty where there is none. */
export function textAt(pointer: Deno.PointerValue): string {
  return pointer === null ? "" : Deno.UnsafePointerView.getCString(pointer);
}

/** A place where C leaves an address or a number of 64 bits. */
export interface Slot {
  readonly buffer: BigUint64Array<ArrayBuffer>;
  /** What is there as an address. */
  readonly pointer: () => Deno.PointerValue;
  /** What is there as a number. */
  readonly count: () => number;
  /** The lower half as a number, as C leaves an enumeration. */
  readonly code: () => number;
}

/** An empty place. */
export function slot(): Slot {
  const buffer = new BigUint64Array(new ArrayBuffer(POINTER_BYTES));
  const value = () => buffer[0] ?? 0n;
  return {
    buffer,
    pointer: () => Deno.UnsafePointer.create(value()),
    count: () => Number(value()),
    code: () => new Int32Array(buffer.buffer)[0] ?? 0,
  };
}

/** What C has made, until it is given back. */
export interface Owned extends Disposable {
  readonly pointer: Deno.PointerValue;
}

/** What a call makes and leaves the address of. */
export function owned(
  make: (place: BigUint64Array<ArrayBuffer>) => void,
  release: (pointer: Deno.PointerValue) => void,
): Owned {
  const made = slot();
  make(made.buffer);
  const pointer = made.pointer();
  return { pointer, [Symbol.dispose]: () => release(pointer) };
}

/** An array of the addresses of what C has made. */
export function pointerArray(
  pointers: readonly Deno.PointerValue[],
): BigUint64Array<ArrayBuffer> {
  const array = new BigUint64Array(new ArrayBuffer(pointers.length * POINTER_BYTES));
  pointers.forEach((pointer, i) => array[i] = Deno.UnsafePointer.value(pointer));
  return array;
}

/** The addresses in an array. */
export function pointersIn(array: BigUint64Array): readonly Deno.PointerValue[] {
  return Array.from(array, (address) => Deno.UnsafePointer.create(address));
}

/** An array of the addresses of texts, which lie behind it in the same memory and live as long. */
export function textArray(texts: readonly string[]): BigUint64Array<ArrayBuffer> {
  const encoded = texts.map(cText);
  const tableBytes = texts.length * POINTER_BYTES;
  const size = encoded.reduce((sum, { length }) => sum + length, tableBytes);
  const bytes = new Uint8Array(new ArrayBuffer(size));
  const table = new BigUint64Array(bytes.buffer, 0, texts.length);
  let end = tableBytes;
  encoded.forEach((text, i) => {
    bytes.set(text, end);
    table[i] = Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes.subarray(end)));
    end += text.length;
  });
  return table;
}

/** The addresses of an array that C made. */
export function pointersAt(
  pointer: Deno.PointerValue,
  count: number,
): readonly Deno.PointerValue[] {
  if (pointer === null) return [];
  const view = new Deno.UnsafePointerView(pointer);
  return Array.from({ length: count }, (_, i) => view.getPointer(i * POINTER_BYTES));
}

/** Whole numbers of 64 bits of an array that C made. */
export function numbersAt(pointer: Deno.PointerValue, count: number): readonly number[] {
  if (pointer === null) return [];
  const view = new Deno.UnsafePointerView(pointer);
  return Array.from({ length: count }, (_, i) => Number(view.getBigInt64(i * POINTER_BYTES)));
}

/** A copy of what is at an address. */
export function bytesAt(pointer: Deno.PointerValue, byteLength: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLength);
  if (pointer !== null && byteLength > 0) Deno.UnsafePointerView.copyInto(pointer, bytes);
  return bytes;
}

/** Whole numbers of 64 bits, as C has sizes. */
export function int64s(numbers: readonly number[]): BigInt64Array<ArrayBuffer> {
  const array = new BigInt64Array(new ArrayBuffer(numbers.length * POINTER_BYTES));
  numbers.forEach((number, i) => array[i] = BigInt(number));
  return array;
}
