// Bytes in the unit that people would say: decimal, as memory and disks are sold.

import { decimalText } from "./number_text.ts";

/** A unit of bytes. */
export interface ByteUnit {
  readonly symbol: "B" | "kB" | "MB" | "GB";
  /** In bytes. */
  readonly size: number;
}

const UNITS = [
  { symbol: "GB", size: 1e9 },
  { symbol: "MB", size: 1e6 },
  { symbol: "kB", size: 1e3 },
  { symbol: "B", size: 1 },
] as const;

/** The unit for values of which this is the largest: `1.2e9` -> GB, `7e8` -> MB. */
export function byteUnit(largest: number): ByteUnit {
  return UNITS.find(({ size }) => largest >= size) ?? UNITS[3];
}

/** `1500000000` -> `1.50 GB` */
export function bytesText(bytes: number): string {
  const { symbol, size } = byteUnit(bytes);
  return size === 1 ? `${bytes} B` : `${decimalText(bytes / size)} ${symbol}`;
}
