// Reals of 8 bits as tables of their 256 values: Open Compute Project, "8-bit Floating Point
// Specification" (E4M3 without infinities, E5M2) and "Microscaling Formats" (E8M0); the kinds without
// negative zero (FNUZ): Noune et al. 2022, arXiv:2206.02915.

interface Layout {
  readonly mantissaBits: number;
  readonly bias: number;
  /** Which bit patterns are no numbers; infinities too, where there are any. */
  readonly special: "all ones" | "as IEEE 754" | "negative zero";
}

const LAYOUTS = {
  float8e4m3fn: { mantissaBits: 3, bias: 7, special: "all ones" },
  float8e4m3fnuz: { mantissaBits: 3, bias: 8, special: "negative zero" },
  float8e5m2: { mantissaBits: 2, bias: 15, special: "as IEEE 754" },
  float8e5m2fnuz: { mantissaBits: 2, bias: 16, special: "negative zero" },
} as const satisfies Readonly<Record<string, Layout>>;

const MAGNITUDE = 0x7f;
const SIGN = 0x80;

function valueOf(bits: number, { mantissaBits, bias, special }: Layout): number {
  const magnitude = bits & MAGNITUDE;
  if (special === "negative zero" && bits === SIGN) return NaN;
  if (special === "all ones" && magnitude === MAGNITUDE) return NaN;
  const fraction = magnitude % 2 ** mantissaBits;
  const exponent = magnitude >> mantissaBits;
  const sign = bits < SIGN ? 1 : -1;
  const isLast = exponent === MAGNITUDE >> mantissaBits;
  if (special === "as IEEE 754" && isLast) return fraction === 0 ? sign * Infinity : NaN;
  const steps = exponent === 0 ? fraction : fraction + 2 ** mantissaBits;
  return sign * steps * 2 ** (Math.max(exponent, 1) - bias - mantissaBits);
}

/** A power of two without sign. */
function powerOf(bits: number): number {
  return bits === 0xff ? NaN : 2 ** (bits - 127);
}

function tableOf(value: (bits: number) => number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, bits) => value(bits));
}

/** The value of each bit pattern, by format; every one is a float32. */
export const SMALL_FLOATS = {
  float8e4m3fn: tableOf((bits) => valueOf(bits, LAYOUTS.float8e4m3fn)),
  float8e4m3fnuz: tableOf((bits) => valueOf(bits, LAYOUTS.float8e4m3fnuz)),
  float8e5m2: tableOf((bits) => valueOf(bits, LAYOUTS.float8e5m2)),
  float8e5m2fnuz: tableOf((bits) => valueOf(bits, LAYOUTS.float8e5m2fnuz)),
  float8e8m0: tableOf(powerOf),
} as const;
