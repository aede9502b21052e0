// Counts and sizes in the units that people would say: parameters in millions, multiply-adds in billions
// under the papers' name of FLOPs (G), bytes in decimal units, as memory and disks are sold.

import { decimalsOf, decimalText, quotientText } from "./number_text.ts";

/** What one of each printed figure stands for. */
export const UNITS = { params_m: 1e6, flops_g: 1e9 } as const;

/** `41813640` -> `41.81` */
export function paramsText(params: number): string {
  return countText(params, UNITS.params_m);
}

/** `1832336768` -> `1.83` */
export function macsText(macs: number): string {
  return countText(macs, UNITS.flops_g);
}

function countText(count: number, unit: number): string {
  return quotientText(count, unit, decimalsOf(count / unit, { atLeast: 2 }));
}

/** A unit of bytes. */
export interface ByteUnit {
  readonly symbol: "B" | "kB" | "MB" | "GB";
  /** In bytes. */
  readonly size: number;
}

const BYTE: ByteUnit = { symbol: "B", size: 1 };
const BYTE_UNITS: readonly ByteUnit[] = [
  { symbol: "GB", size: 1e9 },
  { symbol: "MB", size: 1e6 },
  { symbol: "kB", size: 1e3 },
];

/** The unit for values of which this is the largest: `1.2e9` -> GB, `7e8` -> MB. */
export function byteUnit(largest: number): ByteUnit {
  return BYTE_UNITS.find(({ size }) => largest >= size) ?? BYTE;
}

/** `1500000000` -> `1.50 GB` */
export function bytesText(bytes: number): string {
  const { symbol, size } = byteUnit(bytes);
  return size === 1 ? `${bytes} B` : `${decimalText(bytes / size)} ${symbol}`;
}
