// Axes whose pixels we know, since names are placed in pixels (label_places.ts). The first and the last
// tick enclose the data, so that every value can be read off.

/** A continuous axis. */
export interface Axis {
  readonly type: "linear" | "log";
  readonly domain: readonly [low: number, high: number];
  /** The labelled values, ends included. */
  readonly ticks: readonly number[];
  /** Where a value stands, in pixels from the low end. */
  readonly pixelOf: (value: number) => number;
  /** The value at a pixel. */
  readonly valueAt: (pixel: number) => number;
}

/** Room on either side of the values, as a share of their span. */
const MARGIN = 0.05;
/** Values spread wider than this are shown on a logarithmic axis. */
const WIDEST_LINEAR_RATIO = 8;
/** Most steps between the ticks of a linear axis. */
const MOST_STEPS = 9;
/** Ticks of a linear axis are multiples of one of these, times a power of ten. */
const STEPS = [1, 2, 5, 10] as const;
/** Ticks of a logarithmic axis are these times a power of ten. */
const MANTISSAS = [1, 2, 3, 5] as const;
/** Digits that hide what binary fractions add to a tick. */
const TICK_DIGITS = 12;

/** An axis of `length` pixels around values. */
export function axisAround(values: readonly number[], length: number): Axis {
  const smallest = Math.min(...values);
  const largest = Math.max(...values);
  const isLog = smallest > 0 && largest / smallest > WIDEST_LINEAR_RATIO;
  const forward = isLog ? Math.log : (value: number) => value;
  const backward = isLog ? Math.exp : (value: number) => value;

  const margin = MARGIN *
    (forward(largest) - forward(smallest) || Math.abs(forward(largest)) || 1);
  const ticksAround = isLog ? logTicks : linearTicks;
  const ticks = ticksAround(
    backward(forward(smallest) - margin),
    backward(forward(largest) + margin),
  );
  const [first, last] = [ticks[0] as number, ticks.at(-1) as number];
  const [low, high] = [forward(first), forward(last)];
  return {
    type: isLog ? "log" : "linear",
    domain: [first, last],
    ticks,
    pixelOf: (value) => (forward(value) - low) / (high - low) * length,
    valueAt: (pixel) => backward(low + pixel / length * (high - low)),
  };
}

/** Round values that enclose a range: `69.2 to 83.8` -> `[68, 70, …, 84]`. */
export function linearTicks(low: number, high: number): readonly number[] {
  const least = (high - low) / MOST_STEPS || 1;
  const magnitude = 10 ** Math.floor(Math.log10(least));
  const step = (STEPS.find((each) => each * magnitude >= least) ?? 10) * magnitude;
  const first = Math.floor(low / step);
  const count = Math.max(1, Math.ceil(high / step) - first);
  return Array.from({ length: count + 1 }, (_, index) => rounded((first + index) * step));
}

/** Round values that enclose a range of positive ones: `4 to 140` -> `[3, 5, 10, …, 200]`. */
export function logTicks(low: number, high: number): readonly number[] {
  const lowest = Math.floor(Math.log10(low));
  const highest = Math.floor(Math.log10(high));
  const all = Array.from(
    { length: highest - lowest + 2 },
    (_, index) => MANTISSAS.map((mantissa) => rounded(mantissa * 10 ** (lowest + index))),
  ).flat();
  const first = all.findLastIndex((tick) => tick <= low);
  const last = all.findIndex((tick) => tick >= high);
  return all.slice(Math.max(0, first), last === -1 ? undefined : last + 1);
}

function rounded(value: number): number {
  return Number(value.toPrecision(TICK_DIGITS));
}
