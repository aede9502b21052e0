// Resizing without antialias, as torchvision resizes tensors of bytes with `antialias=False`.

import type { Picture } from "./picture.ts";
import type { CropPlace } from "./crop_place.ts";
import type { Interpolation } from "./preset.ts";

/** For each pixel of one side: its neighbours, clamped to the picture, and their weights. */
interface Neighbours {
  readonly indices: Int32Array;
  readonly weights: Float32Array;
}

/** Neighbours a side: two lines meet at two, Keys' cubic (a = -0.75, as PyTorch has it) at four. */
const TAPS: Readonly<Record<Interpolation, 2 | 4>> = { bilinear: 2, bicubic: 4 };
const CUBIC = -0.75;

/**
 * The window of the resized picture, each pixel from 2x2 or 4x4 neighbours, whatever the scale.
 *
 * Sums of `torch.nn.functional.interpolate` in float32, then rounded half to even and clamped; where
 * a sum is nearly a half, about 3 values in 10,000, PyTorch's own may fall to the other side.
 */
export function interpolate(
  { width, height, rgb }: Picture,
  place: CropPlace,
  interpolation: Interpolation,
): Picture {
  const { window } = place;
  const taps = TAPS[interpolation];
  const across = neighbours(width, place.width, {
    taps,
    start: window.left,
    length: window.width,
  });
  const down = neighbours(height, place.height, {
    taps,
    start: window.top,
    length: window.height,
  });
  const rows = interpolateRows({ width, height, rgb }, across, { taps, wanted: down.indices });
  return {
    width: window.width,
    height: window.height,
    rgb: interpolateColumns(rows, down, { taps, rowValues: 3 * window.width }),
  };
}

/** Rows as wide as there are neighbours; only those that are wanted are computed. */
function interpolateRows(
  { width, height, rgb }: Picture,
  { indices, weights }: Neighbours,
  { taps, wanted }: { readonly taps: number; readonly wanted: Int32Array },
): Float32Array {
  const columns = indices.length / taps;
  const out = new Float32Array(3 * height * columns);
  for (const row of new Set(wanted)) {
    let at = 3 * row * columns;
    for (let column = 0; column < columns; column++) {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let tap = column * taps; tap < (column + 1) * taps; tap++) {
          const value = rgb[3 * (row * width + (indices[tap] ?? 0)) + channel] ?? 0;
          sum = Math.fround(sum + Math.fround(value * (weights[tap] ?? 0)));
        }
        out[at++] = sum;
      }
    }
  }
  return out;
}

/** As many rows as there are neighbours, rounded half to even, as torch.round does, and clamped. */
function interpolateColumns(
  source: Float32Array,
  { indices, weights }: Neighbours,
  { taps, rowValues }: { readonly taps: number; readonly rowValues: number },
): Uint8Array {
  const rows = indices.length / taps;
  const out = new Uint8ClampedArray(rows * rowValues);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < rowValues; i++) {
      let sum = 0;
      for (let tap = row * taps; tap < (row + 1) * taps; tap++) {
        const value = source[(indices[tap] ?? 0) * rowValues + i] ?? 0;
        sum = Math.fround(sum + Math.fround(value * (weights[tap] ?? 0)));
      }
      out[row * rowValues + i] = sum;
    }
  }
  return new Uint8Array(out.buffer);
}

function neighbours(
  from: number,
  to: number,
  { taps, start, length }: {
    readonly taps: 2 | 4;
    readonly start: number;
    readonly length: number;
  },
): Neighbours {
  const scale = Math.fround(from / to);
  const indices = new Int32Array(length * taps);
  const weights = new Float32Array(length * taps);
  for (let i = 0; i < length; i++) {
    const centre = Math.fround(Math.fround(scale * (start + i + 0.5)) - 0.5);
    const place = taps === 2 ? Math.max(0, centre) : centre;
    const whole = Math.floor(place);
    const rest = Math.fround(place - whole);
    const first = taps === 2 ? whole : whole - 1;
    for (let tap = 0; tap < taps; tap++) {
      indices[i * taps + tap] = Math.min(Math.max(first + tap, 0), from - 1);
    }
    weights.set(taps === 2 ? [1 - rest, rest] : cubicWeights(rest), i * taps);
  }
  return { indices, weights };
}

/** Weights of the four neighbours of a place `rest` behind the second of them. */
function cubicWeights(rest: number): readonly number[] {
  const near = (x: number) => ((CUBIC + 2) * x - (CUBIC + 3)) * x * x + 1;
  const far = (x: number) => ((CUBIC * x - 5 * CUBIC) * x + 8 * CUBIC) * x - 4 * CUBIC;
  return [far(rest + 1), near(rest), near(1 - rest), far(2 - rest)];
}
