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
  // Rounds half to even, as torch.round does, and clamps.
  const out = new Uint8ClampedArray(3 * window.width * window.height);
  let at = 0;
  for (let y = 0; y < window.height; y++) {
    for (let x = 0; x < window.width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let i = 0; i < taps; i++) {
          const row = (down.indices[y * taps + i] ?? 0) * width;
          let along = 0;
          for (let j = 0; j < taps; j++) {
            const value = rgb[3 * (row + (across.indices[x * taps + j] ?? 0)) + channel] ?? 0;
            along = Math.fround(along + Math.fround(value * (across.weights[x * taps + j] ?? 0)));
          }
          sum = Math.fround(sum + Math.fround(along * (down.weights[y * taps + i] ?? 0)));
        }
        out[at++] = sum;
      }
    }
  }
  return { width: window.width, height: window.height, rgb: new Uint8Array(out.buffer) };
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
