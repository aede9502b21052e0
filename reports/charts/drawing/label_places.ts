// Where the names of points go: beside their point, on nothing that is already there. Where there
// is no room at its side a name moves away and a thin line leads back; where there is none at all
// it is left out rather than printed over another.

import { textWidth } from "./text_width.ts";

/** What a name must not cover, in pixels from the upper left. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** The horizontal line of its interval. */
  readonly line: { readonly from: number; readonly to: number };
}

/** A mark with a name. */
export interface NamedPoint extends Mark {
  readonly name: string;
}

/** A position in pixels. */
export interface Position {
  readonly x: number;
  readonly y: number;
}

/** Where a name stands. */
export interface Place extends Position {
  /** The line back to its point, where the name stands apart. */
  readonly leader?: { readonly from: Position; readonly to: Position };
}

/** What names are placed in. */
export interface LabelRoom {
  readonly width: number;
  readonly height: number;
  /** Size of the names. */
  readonly fontSize: number;
  /** Marks without a name, which a name must not cover either. @default [] */
  readonly others?: readonly Mark[];
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Height of a line in units of the font size. */
const LINE_HEIGHT = 1.15;
const GAP = 3;
const LINE_WIDTH = 1.5;
/** How far a name may stand from its point, in pixels, nearest first. */
const DISTANCES = [0, 7, 14, 22, 32, 44, 58, 74, 92, 112, 134] as const;
/** From here on a line leads back. */
const LEAST_LEADER = 7;
/** Steps at which a line is looked at for what it would cross. */
const LEADER_STEPS = 24;

/** Directions in order of preference: right, left, above, below, the corners, what lies between. */
const DIRECTIONS: readonly (readonly [dx: number, dy: number])[] = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  ...corners(0.75, 0.8),
  ...corners(1, 0.5),
  ...corners(0.4, 1),
];

/** To the right and to the left, above and then below. */
function corners(dx: number, dy: number): readonly (readonly [dx: number, dy: number])[] {
  return [[dx, -dy], [-dx, -dy], [dx, dy], [-dx, dy]];
}

/**
 * One place for each point, the nearest that is free; `undefined` where none is.
 *
 * @param points The points; those with most neighbours choose first.
 */
export function labelPlaces(
  points: readonly NamedPoint[],
  { width, height, fontSize, others = [] }: LabelRoom,
): readonly (Place | undefined)[] {
  const plot = { left: 0, top: 0, right: width, bottom: height };
  const marks = [...points, ...others].flatMap(marksOf);
  const names: Box[] = [];
  const leaders: Required<Place>["leader"][] = [];
  const places = new Map<NamedPoint, Place>();
  for (const point of mostCrowdedFirst(points)) {
    const size = { width: textWidth(point.name, fontSize), height: LINE_HEIGHT * fontSize };
    const place = candidates(point, size).find((candidate) => {
      const box = boxAround(candidate, size.width / 2, size.height / 2);
      const { leader } = candidate;
      return isInside(box, plot) && !marks.some((mark) => overlaps(box, mark)) &&
        !names.some((name) => overlaps(box, name) || (leader && crosses(leader, name))) &&
        !leaders.some((line) => crosses(line, box));
    });
    if (place === undefined) continue;
    places.set(point, place);
    names.push(boxAround(place, size.width / 2, size.height / 2));
    if (place.leader !== undefined) leaders.push(place.leader);
  }
  return points.map((point) => places.get(point));
}

/** Points in a crowd have fewest places to choose from. */
function mostCrowdedFirst(points: readonly NamedPoint[]): readonly NamedPoint[] {
  const nearness = (a: NamedPoint, b: NamedPoint) => 1 / (20 + Math.hypot(a.x - b.x, a.y - b.y));
  const crowd = new Map(
    points.map((point) => [point, points.reduce((sum, other) => sum + nearness(point, other), 0)]),
  );
  return points.toSorted((a, b) => (crowd.get(b) ?? 0) - (crowd.get(a) ?? 0));
}

/** Places around a point, nearest first. */
function candidates(
  { x, y, radius }: NamedPoint,
  size: { readonly width: number; readonly height: number },
): readonly Place[] {
  return DISTANCES.flatMap((distance) =>
    DIRECTIONS.map(([dx, dy]): Place => {
      const reach = radius + distance;
      const place = {
        x: x + dx * (reach + GAP + size.width / 2),
        y: y + dy * (reach + GAP / 2 + size.height / 2),
      };
      if (distance < LEAST_LEADER) return place;
      const box = boxAround(place, size.width / 2, size.height / 2);
      const to = { x: clamped(x, box.left, box.right), y: clamped(y, box.top, box.bottom) };
      const length = Math.hypot(to.x - x, to.y - y) || 1;
      const from = { x: x + (to.x - x) / length * radius, y: y + (to.y - y) / length * radius };
      return { ...place, leader: { from, to } };
    })
  );
}

function marksOf({ x, y, radius, line }: Mark): readonly Box[] {
  const lineBox = { left: line.from, right: line.to, top: y - LINE_WIDTH, bottom: y + LINE_WIDTH };
  return [boxAround({ x, y }, radius, radius), lineBox];
}

function boxAround({ x, y }: Position, halfWidth: number, halfHeight: number): Box {
  return {
    left: x - halfWidth,
    top: y - halfHeight,
    right: x + halfWidth,
    bottom: y + halfHeight,
  };
}

function clamped(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

function isInside(inner: Box, outer: Box): boolean {
  return inner.left >= outer.left && inner.right <= outer.right &&
    inner.top >= outer.top && inner.bottom <= outer.bottom;
}

function overlaps(a: Box, b: Box): boolean {
  return Math.min(a.right, b.right) > Math.max(a.left, b.left) &&
    Math.min(a.bottom, b.bottom) > Math.max(a.top, b.top);
}

function crosses({ from, to }: Required<Place>["leader"], box: Box): boolean {
  return Array.from({ length: LEADER_STEPS + 1 }, (_, step) => step / LEADER_STEPS).some((at) => {
    const [x, y] = [from.x + at * (to.x - from.x), from.y + at * (to.y - from.y)];
    return x > box.left && x < box.right && y > box.top && y < box.bottom;
  });
}
