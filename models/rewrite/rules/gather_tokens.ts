// Tokens that are moved around in several steps in one.
//
//   Concat(Split(x)), Reshape, Transpose, ... of whole tokens  =  Gather(x; where each comes from)
//
// Each step copies everything once; a roll along two axes is four of them. Chains of Reshape and
// Transpose alone are left as they are, as the runtime makes them one.
// Moves before a linear layer and after it are one too, as it treats every token alike: layers that
// read the same tokens then share the Gather.
//
// N batch, P tokens, C channels.

import { elementCount, type Node, type Shape, type Value } from "../../graph/graph.ts";
import { reshape, take } from "../../operators/layout.ts";
import { input, output, producedOnce, type TokenLayer, tokenLayer } from "../engine/patterns.ts";
import { project } from "../engine/project.ts";
import { rewriteBy, type Rule, type Site } from "../engine/rule.ts";

/** Where the tokens of a value come from: of `source` `[N, ..., C]`, by place in its `[P]`. */
interface Places {
  readonly source: Value;
  /** Of the tokens: all axes but the first and the last. */
  readonly sizes: readonly number[];
  /** Worked out only where a chain of moves is worth a Gather. */
  readonly from: () => readonly number[];
  /** Whether two parts were put together on the way. */
  readonly isJoined: boolean;
}

/** Operators that only move elements. */
const MOVES: ReadonlySet<string> = new Set(["Concat", "Reshape", "Split", "Transpose"]);

function inner(shape: Shape): readonly number[] | undefined {
  const sizes = shape.slice(1, -1);
  return shape.length > 2 && sizes.every((size) => typeof size === "number") ? sizes : undefined;
}

/** Where the tokens of a value come from, as far back as they are whole. */
function placesOf(site: Site, value: Value): Places | undefined {
  const node = site.producer(value);
  const before = node && MOVES.has(node.op) ? moved(site, node, value) : undefined;
  if (before) return before;
  const sizes = inner(value.shape);
  if (!sizes) return undefined;
  return {
    source: value,
    sizes,
    from: () => [...Array(elementCount(sizes)).keys()],
    isJoined: false,
  };
}

function moved(site: Site, node: Node, value: Value): Places | undefined {
  if (node.op === "Concat") return joined(site, node, value);
  const of = input(site, node, 0);
  const before = of && placesOf(site, of);
  if (!of || !before) return undefined;
  if (node.op === "Split") return cutOut(site, node, { before, value });
  const isWhole = of.shape[0] === value.shape[0] && of.shape.at(-1) === value.shape.at(-1);
  const sizes = inner(value.shape);
  if (!isWhole || !sizes) return undefined;
  if (node.op === "Reshape") return { ...before, sizes };
  const order = node.attributes["perm"] as readonly number[];
  if (order[0] !== 0 || order.at(-1) !== order.length - 1) return undefined;
  return turned(before, order.slice(1, -1).map((axis) => axis - 1));
}

/** Tokens with their axes in another order. */
function turned(before: Places, order: readonly number[]): Places {
  const sizes = order.map((axis) => before.sizes[axis] ?? 1);
  const steps = order.map((axis) => elementCount(before.sizes.slice(axis + 1)));
  const starts = () =>
    sizes.reduce<readonly number[]>(
      (found, size, i) =>
        found.flatMap((start) =>
          Array.from({ length: size }, (_, place) => start + place * (steps[i] ?? 1))
        ),
      [0],
    );
  return { ...before, sizes, from: () => placesAt(before, starts()) };
}

/** Where those at some places come from. */
function placesAt({ from }: Places, places: readonly number[]): readonly number[] {
  const all = from();
  return places.map((place) => all[place] ?? 0);
}

/** The axis of tokens that a node works along; `undefined` if it is the batch or the channels. */
function axisOf(node: Node, rank: number): number | undefined {
  const axis = Number(node.attributes["axis"] ?? 0);
  const place = (axis < 0 ? axis + rank : axis) - 1;
  return place >= 0 && place < rank - 2 ? place : undefined;
}

/** A part that Split cuts out. */
function cutOut(
  site: Site,
  node: Node,
  { before, value }: { readonly before: Places; readonly value: Value },
): Places | undefined {
  const axis = axisOf(node, value.shape.length);
  const sizes = inner(value.shape);
  if (axis === undefined || !sizes) return undefined;
  const others = node.outputs.slice(0, node.outputs.indexOf(value.name)).map(site.value);
  const first = others.reduce((sum, { shape }) => sum + Number(shape[axis + 1]), 0);
  const [width, step] = [before.sizes[axis] ?? 1, elementCount(before.sizes.slice(axis + 1))];
  const from = () =>
    before.from().filter((_, i) => {
      const place = Math.floor(i / step) % width - first;
      return place >= 0 && place < (sizes[axis] ?? 0);
    });
  return { ...before, sizes, from };
}

/** Parts of one source next to each other. */
function joined(site: Site, node: Node, value: Value): Places | undefined {
  const axis = axisOf(node, value.shape.length);
  const sizes = inner(value.shape);
  const parts = node.inputs.map((name) => placesOf(site, site.value(name)));
  const [head] = parts;
  if (axis === undefined || !sizes || !head) return undefined;
  const blocks = parts.map((part) =>
    part?.source.name === head.source.name ? elementCount(part.sizes.slice(axis)) : 0
  );
  if (blocks.includes(0)) return undefined;
  const from = () => {
    const places = parts.map((part) => part?.from() ?? []);
    const rows = Array.from(
      { length: elementCount(sizes.slice(0, axis)) },
      (_, row) =>
        places.map((own, i) => {
          const length = blocks[i] ?? 0;
          return own.slice(row * length, (row + 1) * length);
        }),
    );
    return rows.flat(2);
  };
  return { source: head.source, sizes, from, isJoined: true };
}

/** Whether a reader of tokens moves them on as wholes. */
function goesOn(site: Site, reader: Node): boolean {
  if (reader.op === "Split") return true;
  return MOVES.has(reader.op) &&
    placesOf(site, output(site, reader))?.source.name !== reader.outputs[0];
}

/** Tokens that are moved, projected, and moved again. */
interface Projected {
  readonly layer: TokenLayer;
  readonly places: Places;
}

/** The layer between two moves, and where tokens come from before the first. */
function projectedBetween(
  site: Site,
  { source, sizes, from, isJoined }: Places,
): Projected | undefined {
  const layer = tokenLayer(site, producedOnce(site, source));
  const before = layer && placesOf(site, layer.x);
  if (!layer || !before || !(isJoined || before.isJoined)) return undefined;
  const isMoved = (places: readonly number[]) => places.some((place, i) => place !== i);
  if (!isMoved(from()) || !isMoved(before.from())) return undefined;
  const places = {
    source: before.source,
    sizes,
    from: () => placesAt(before, from()),
    isJoined: true,
  };
  return { layer, places };
}

const inOneStep: Rule = (node, site) => {
  const value = output(site, node);
  // The last step of a chain stands for all of them.
  if (site.readers(value).some((reader) => goesOn(site, reader))) return undefined;
  const last = placesOf(site, value);
  const projected = last && projectedBetween(site, last);
  const found = projected?.places ?? last;
  if (!found?.isJoined) return undefined;
  const { source } = found;
  const from = found.from();
  if (from.length !== elementCount(inner(source.shape) ?? [])) return undefined;
  const { g } = site;
  const [batch = "N", channels = 1] = [source.shape[0], source.shape.at(-1)];
  const tokens = take(g, reshape(g, source, [batch, from.length, channels]), 1, from);
  if (!projected) return reshape(g, tokens, value.shape);
  const moved = reshape(g, tokens, value.shape.with(-1, channels));
  return project(g, moved, projected.layer);
};

/** Parts of a grid of tokens that change places, and what else moves them, become one Gather. */
export const gatherTokens = rewriteBy({
  Concat: inOneStep,
  Reshape: inOneStep,
  Transpose: inOneStep,
});
