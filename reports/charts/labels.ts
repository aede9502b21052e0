// Where the names of points go: beside their point, on nothing that is already there.

/** A point with a name, in pixels from the upper left. */
export interface NamedPoint {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly name: string;
  /** The horizontal line of its interval. */
  readonly line: { readonly from: number; readonly to: number };
}

/** The middle of a name, in pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Width of a character and height of a line at 12 px, on average. */
const CHARACTER = { width: 7, height: 14 };
const GAP = 3;
const LINE_WIDTH = 1.5;

/** Directions in order of preference: right, left, above, below, then the corners. */
const DIRECTIONS = [
  ...[[1, 0], [-1, 0], [0, -1], [0, 1]],
  ...[[0.75, -0.8], [-0.75, -0.8], [0.75, 0.8], [-0.75, 0.8]],
] as const;

/**
 * One place for each point, the first that is free.
 *
 * @param points The points; earlier ones choose first.
 * @param size Of the plot; a name should not leave it.
 */
export function labelPlaces(
  points: readonly NamedPoint[],
  size: { readonly width: number; readonly height: number },
): readonly Place[] {
  const taken = points.flatMap(marksOf);
  const plot = { left: 0, top: 0, right: size.width, bottom: size.height };
  return points.map((point) => {
    const places = DIRECTIONS.map(([dx = 0, dy = 0]) => placeBeside(point, dx, dy));
    const costs = places.map((place) => {
      const box = textBox(place, point.name);
      const overlap = taken.reduce((sum, other) => sum + overlapArea(box, other), 0);
      return overlap + (areaOf(box) - overlapArea(box, plot));
    });
    const best = places[costs.indexOf(Math.min(...costs))] ?? point;
    taken.push(textBox(best, point.name));
    return best;
  });
}

function marksOf({ x, y, radius, line }: NamedPoint): readonly Box[] {
  const lineBox = { left: line.from, right: line.to, top: y - LINE_WIDTH, bottom: y + LINE_WIDTH };
  return [boxAround({ x, y }, radius, radius), lineBox];
}

function placeBeside({ x, y, radius, name }: NamedPoint, dx: number, dy: number): Place {
  const { width, height } = textSize(name);
  return {
    x: x + dx * (radius + GAP + width / 2),
    y: y + dy * (radius + GAP / 2 + height / 2),
  };
}

function textSize(name: string) {
  return { width: CHARACTER.width * name.length, height: CHARACTER.height };
}

function textBox(place: Place, name: string): Box {
  const { width, height } = textSize(name);
  return boxAround(place, width / 2, height / 2);
}

function boxAround({ x, y }: Place, halfWidth: number, halfHeight: number): Box {
  return {
    left: x - halfWidth,
    top: y - halfHeight,
    right: x + halfWidth,
    bottom: y + halfHeight,
  };
}

function areaOf({ left, top, right, bottom }: Box): number {
  return (right - left) * (bottom - top);
}

function overlapArea(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return Math.max(width, 0) * Math.max(height, 0);
}
