// Views of elements in a row: sizes and strides, and how to copy one without reading anything twice.

/** Sizes and, for each axis, elements from one to the next. */
export interface View {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Elements from the first to the last of a view that has some, both included. */
export function reachOf(shape: readonly number[], strides: readonly number[]): number {
  return shape.reduce((reach, size, axis) => reach + (size - 1) * (strides[axis] ?? 0), 1);
}

/** Strides of elements that lie row by row. */
export function rowStrides(shape: readonly number[]): readonly number[] {
  let stride = 1;
  return shape.toReversed().map((size) => {
    const own = stride;
    stride *= size;
    return own;
  }).toReversed();
}

/** Whether elements lie row by row, without gaps. */
export function isContiguous({ shape, strides }: View): boolean {
  return rowStrides(shape).every((step, axis) => shape[axis] === 1 || strides[axis] === step);
}

/** An axis with more than one element, and how far apart they are in the copy. */
interface Axis {
  readonly size: number;
  readonly stride: number;
  readonly step: number;
}

/** Elements that are held at a time: of a view in order, and of one whose elements overlap. */
const WINDOW_ELEMENTS = 2 ** 18;
const MOST_OVERLAPPING_ELEMENTS = 2 ** 24;

/**
 * Copies a view row by row over `target`. `read` is asked for elements one after the other, in the
 * order in which they lie, each once; only a small view whose elements overlap is read whole.
 *
 * @returns Whether it was copied; a large view whose elements overlap is not.
 */
export function copyStrided(
  target: Float32Array,
  view: View,
  read: (first: number, count: number) => Float32Array,
): boolean {
  const axes = axesOf(view);
  const spread = axes.filter(({ stride }) => stride > 0).toSorted((a, b) => b.stride - a.stride);
  const reach = reachOf(view.shape, view.strides);
  const isInOrder = spread.every(({ stride }, index) =>
    stride >= reachOfAxes(spread.slice(index + 1))
  );
  if (!isInOrder && reach > MOST_OVERLAPPING_ELEMENTS) return false;
  const most = isInOrder ? WINDOW_ELEMENTS : MOST_OVERLAPPING_ELEMENTS;
  let window: Float32Array = new Float32Array();
  let windowStart = 0;
  const elementAt = (place: number): number => {
    if (place >= windowStart + window.length || place < windowStart) {
      windowStart = isInOrder ? place : 0;
      window = read(windowStart, Math.min(most, reach - windowStart));
    }
    return window[place - windowStart] as number;
  };
  visit(spread, 0, 0, (place, to) => target[to] = elementAt(place));
  repeat(target, axes.filter(({ stride }) => stride === 0));
  return true;
}

/** The innermost first. */
function axesOf({ shape, strides }: View): readonly Axis[] {
  return rowStrides(shape)
    .map((step, axis) => ({ size: shape[axis] ?? 1, stride: strides[axis] ?? 0, step }))
    .filter(({ size }) => size !== 1).toReversed();
}

function reachOfAxes(axes: readonly Axis[]): number {
  return axes.reduce((reach, { size, stride }) => reach + (size - 1) * stride, 1);
}

/** Each combination of places along the axes, the first axis outermost. */
function visit(
  [axis, ...inner]: readonly Axis[],
  place: number,
  to: number,
  element: (place: number, to: number) => void,
): void {
  if (axis === undefined) {
    element(place, to);
    return;
  }
  const { size, stride, step } = axis;
  for (let index = 0; index < size; index++) {
    if (inner.length === 0) element(place + index * stride, to + index * step);
    else visit(inner, place + index * stride, to + index * step, element);
  }
}

/** Copies along axes of stride 0 what stands at their first place, the innermost axis first. */
function repeat(target: Float32Array, axes: readonly Axis[]): void {
  for (const { size, step } of axes) {
    const block = size * step;
    for (let start = 0; start < target.length; start += block) {
      if (step === 1) target.fill(target[start] as number, start, start + block);
      else {
        for (let filled = step; filled < block; filled += step) {
          target.copyWithin(start + filled, start, start + step);
        }
      }
    }
  }
}
