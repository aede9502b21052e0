// Windows of Swin, arXiv:2103.14030, section 3.2: how a grid is shifted and cut into them, and what
// they know about positions, as plain numbers.
// Rules: timm swin_transformer.py, get_relative_position_index and get_attn_mask, which agree with
// the official code. Windows and tokens are numbered row by row.
//
// N batch, C channels, H height, W width, M window side, n windows, T = M*M tokens of a window.

import type { Sides, Value } from "../graph/graph.ts";
import type { Scope } from "../graph/scope.ts";
import { concat, reshape, split, transpose } from "../operators/layout.ts";

/** Moves a grid around its edges, as torch.roll: `[N, H, W, C]` -> the same. */
export function roll(g: Scope, x: Value, [down, right]: Sides): Value {
  return [down, right].reduce((grid, shift, i) => {
    const axis = i + 1;
    const size = Number(grid.shape[axis]);
    const cut = (size - shift) % size;
    if (cut === 0) return grid;
    const [head, tail] = split(g, grid, axis, [cut, size - cut]) as [Value, Value];
    return concat(g, [tail, head], axis);
  }, x);
}

/** `[N, H, W, C]` -> `[N, n, T, C]` */
export function toWindows(g: Scope, x: Value, window: number): Value {
  const [batch = "N", height, width, channels = 0] = x.shape;
  const [rows, columns] = [Number(height) / window, Number(width) / window];
  const cut = reshape(g, x, [batch, rows, window, columns, window, channels]);
  const windows = transpose(g, cut, [0, 1, 3, 2, 4, 5]); // [N, H/M, W/M, M, M, C]
  return reshape(g, windows, [batch, rows * columns, window ** 2, channels]);
}

/** `[N, n, T, C]` -> `[N, H, W, C]`, the inverse of {@linkcode toWindows}. */
export function fromWindows(g: Scope, windows: Value, [height, width]: Sides): Value {
  const [batch = "N", , tokens, channels = 0] = windows.shape;
  const window = Math.sqrt(Number(tokens));
  const [rows, columns] = [height / window, width / window];
  const cut = reshape(g, windows, [batch, rows, columns, window, window, channels]);
  const grid = transpose(g, cut, [0, 1, 3, 2, 4, 5]); // [N, H/M, M, W/M, M, C]
  return reshape(g, grid, [batch, height, width, channels]);
}

/**
 * The row of the bias table for each pair of tokens, `[T * T]`: (dy + M - 1) (2M - 1) + dx + M - 1,
 * with dy and dx from the second token to the first.
 */
export function relativePositions(window: number): readonly number[] {
  const tokens = Array.from({ length: window ** 2 }, (_, i) => i);
  const span = 2 * window - 1;
  return tokens.flatMap((to) =>
    tokens.map((from) => {
      const dy = Math.floor(to / window) - Math.floor(from / window);
      const dx = to % window - from % window;
      return (dy + window - 1) * span + dx + window - 1;
    })
  );
}

/** Which window grid is shifted, and how far. */
interface ShiftedWindows {
  readonly window: number;
  /** Pixels along height and width, 0 where that axis is not shifted. */
  readonly shift: Sides;
}

/** Added to the logits of tokens that must not see each other; exp(-100) is 4e-44. */
const HIDDEN = -100;

/**
 * The mask of a shifted grid, `[windows, T, T]`: 0 between tokens that were neighbours before the
 * shift, -100 between those that it brought together around the edges.
 */
export function shiftMask(
  [height, width]: Sides,
  { window, shift: [down, right] }: ShiftedWindows,
): Float32Array {
  const [lastRow, lastColumn] = [height / window - 1, width / window - 1];
  const mask = new Float32Array(height * width * window ** 2);
  const put = (row: number, column: number, hidden: Float32Array) =>
    mask.set(hidden, (row * (lastColumn + 1) + column) * window ** 4);

  // Tokens of all other windows were neighbours.
  const [below, beside] = [hiddenPairs(window, [down, 0]), hiddenPairs(window, [0, right])];
  for (let column = 0; column < lastColumn; column++) put(lastRow, column, below);
  for (let row = 0; row < lastRow; row++) put(row, lastColumn, beside);
  put(lastRow, lastColumn, hiddenPairs(window, [down, right]));
  return mask;
}

/** The mask of a window whose last rows and columns came around the edges, `[T * T]`. */
function hiddenPairs(window: number, [down, right]: Sides): Float32Array {
  const tokens = window ** 2;
  const parts = Array.from(
    { length: tokens },
    (_, token) =>
      2 * Number(Math.floor(token / window) >= window - down) +
      Number(token % window >= window - right),
  );
  const mask = new Float32Array(tokens ** 2);
  for (let pair = 0; pair < mask.length; pair++) {
    if (parts[Math.floor(pair / tokens)] !== parts[pair % tokens]) mask[pair] = HIDDEN;
  }
  return mask;
}
