// What shifted windows know about positions, as plain numbers: Swin, arXiv:2103.14030, section 3.2.
// Rules: timm swin_transformer.py, get_relative_position_index and get_attn_mask, which agree with
// the official code. Windows and tokens are numbered row by row.
//
// M window side, T = M*M tokens of a window.

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
  readonly shift: readonly [height: number, width: number];
}

/** Added to the logits of tokens that must not see each other; exp(-100) is 4e-44. */
const HIDDEN = -100;

/**
 * The mask of a shifted grid, `[windows, T, T]`: 0 between tokens that were neighbours before the
 * shift, -100 between those that it brought together around the edges.
 */
export function shiftMask(
  [height, width]: readonly [number, number],
  { window, shift }: ShiftedWindows,
): Float32Array {
  const columns = width / window;
  const tokenCount = window ** 2;
  const mask = new Float32Array(height * width * tokenCount);
  for (let i = 0; i < (height / window) * columns; i++) {
    const [top, left] = [Math.floor(i / columns) * window, (i % columns) * window];
    const parts = Array.from({ length: tokenCount }, (_, token) => {
      const row = top + Math.floor(token / window);
      const column = left + token % window;
      return 2 * Number(isWrapped(row, height, shift[0])) +
        Number(isWrapped(column, width, shift[1]));
    });
    parts.forEach((part, to) =>
      parts.forEach((other, from) => {
        if (part !== other) mask[(i * tokenCount + to) * tokenCount + from] = HIDDEN;
      })
    );
  }
  return mask;
}

/** Whether a place of the shifted grid came around the edge: the last `shift` of a side. */
function isWrapped(place: number, side: number, shift: number): boolean {
  return place >= side - shift;
}
