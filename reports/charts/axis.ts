// An axis whose pixels we know, since names are placed in pixels (labels.ts).

/** A continuous axis. */
export interface Axis {
  readonly type: "linear" | "log";
  readonly domain: readonly [low: number, high: number];
  /** Where a value stands, in pixels from the low end. */
  readonly pixelOf: (value: number) => number;
  /** The value at a pixel. */
  readonly valueAt: (pixel: number) => number;
}

/** Room on either side of the values, as a share of their span. */
const MARGIN = 0.09;
/** Values spread wider than this are shown on a logarithmic axis. */
const WIDEST_LINEAR_RATIO = 8;

/** An axis of `length` pixels around positive values. */
export function axisAround(values: readonly number[], length: number): Axis {
  const smallest = Math.min(...values);
  const largest = Math.max(...values);
  const isLog = smallest > 0 && largest / smallest > WIDEST_LINEAR_RATIO;
  const forward = isLog ? Math.log : (value: number) => value;
  const backward = isLog ? Math.exp : (value: number) => value;

  const span = forward(largest) - forward(smallest) || Math.abs(forward(largest)) || 1;
  const low = forward(smallest) - MARGIN * span;
  const high = forward(largest) + MARGIN * span;
  return {
    type: isLog ? "log" : "linear",
    domain: [backward(low), backward(high)],
    pixelOf: (value) => (forward(value) - low) / (high - low) * length,
    valueAt: (pixel) => backward(low + pixel / length * (high - low)),
  };
}
