// Chains of Reshape and Transpose as one thing: a view.
//
// A view reads the elements of a source in another order. Cut the axes of the source into atoms, so
// that every axis of the result is a run of atoms; a Reshape regroups atoms, a Transpose moves axes.
//   [N, T, 3D]  atoms  N | T | 3 h d  ->  [3, N, h, T, d]  axes  3 | N | h | T | d
// Whatever the chain, its view takes at most a Reshape, a Transpose and a Reshape. Atoms of one
// element carry nothing and are left out; the batch N is an atom that is never cut or merged.

import type { Scope } from "../../graph/scope.ts";
import { type Dimension, type Node, type Shape, shapeText, type Value } from "../../graph/graph.ts";
import { reshape, transpose } from "../../operators/layout.ts";
import { input } from "./patterns.ts";
import type { Site } from "./rule.ts";

/** A factor of an axis; two atoms are the same if they are the same object. */
export interface Atom {
  readonly size: Dimension;
}

/** Atoms of an axis, slowest first; an axis of one element has none. */
export type Axis = readonly Atom[];

/** What a value is to its source. */
export interface View {
  readonly source: Value;
  readonly sourceAxes: readonly Axis[];
  readonly axes: readonly Axis[];
}

/** The longest chain of Reshape and Transpose that ends in a value. */
export function viewOf(site: Site, value: Value): View {
  const node = site.producer(value);
  const before = node && isViewNode(node) ? input(site, node, 0) : undefined;
  const chain = node && before && extended(viewOf(site, before), node, value.shape);
  return chain ?? identityView(value);
}

/** Whether a node only shows its input in another shape or order. */
export function isViewNode({ op }: Node): boolean {
  return op === "Reshape" || op === "Transpose";
}

function identityView(source: Value): View {
  const axes = source.shape.map((size) => size === 1 ? [] : [{ size }]);
  return { source, sourceAxes: axes, axes };
}

function extended(view: View, node: Node, shape: Shape): View | undefined {
  if (node.op === "Reshape") return regroup(view, shape);
  const order = node.attributes["perm"] as readonly number[];
  return { ...view, axes: order.map((axis) => view.axes[axis] ?? []) };
}

/** The same atoms, some cut in two, in axes of other sizes; `undefined` if a size does not divide one. */
function regroup({ source, sourceAxes, axes }: View, shape: Shape): View | undefined {
  const atoms = axes.flat();
  const parts = new Map<Atom, readonly [Atom, Atom]>();
  let end = 0;
  const regrouped: Axis[] = [];
  for (const size of shape) {
    const start = end;
    for (let open = size; open !== 1; end++) {
      const atom = atoms[end];
      const isBatch = typeof open === "string" && atom?.size === open;
      if (atom && !isBatch && atom.size > open && isFactor(open, atom.size)) {
        const cut = [{ size: open }, { size: Number(atom.size) / Number(open) }] as const;
        parts.set(atom, cut);
        atoms.splice(end, 1, ...cut);
        open = 1;
      } else if (atom && isBatch) open = 1;
      else if (atom && isFactor(atom.size, open)) open = Number(open) / Number(atom.size);
      else return undefined;
    }
    regrouped.push(atoms.slice(start, end));
  }
  const partsOf = (atom: Atom): readonly Atom[] => parts.get(atom)?.flatMap(partsOf) ?? [atom];
  const cutAxes = parts.size === 0 ? sourceAxes : sourceAxes.map((axis) => axis.flatMap(partsOf));
  return { source, sourceAxes: cutAxes, axes: regrouped };
}

function isFactor(part: Dimension, whole: Dimension): boolean {
  return typeof part === "number" && typeof whole === "number" && whole % part === 0;
}

/** Elements along an axis. */
export function axisSize(axis: Axis): Dimension {
  const [first] = axis;
  if (typeof first?.size === "string") return first.size;
  return axis.reduce((product, { size }) => product * Number(size), 1);
}

/** Whether two axes are runs of the same atoms. */
export function isSameAxis(a: Axis, b: Axis): boolean {
  return a.length === b.length && a.every((atom, i) => atom === b[i]);
}

/** Whether the atoms of `axis` follow each other in `order`. */
function isRun(axis: Axis, order: readonly Atom[]): boolean {
  const start = order.indexOf(axis[0] as Atom);
  return axis.every((atom, i) => order[start + i] === atom);
}

/** The steps from the source to the view; `undefined` is a step that changes nothing. */
interface ViewSteps {
  readonly cut: Shape | undefined;
  readonly order: readonly number[] | undefined;
  readonly join: Shape | undefined;
}

/** A view in at most a Reshape, a Transpose and a Reshape. */
export function stepsOf({ source, sourceAxes, axes }: View): ViewSteps {
  const [from, to] = [sourceAxes.flat(), axes.flat()];
  const shape = axes.map(axisSize);
  const isInOrder = from.every((atom, i) => atom === to[i]);
  if (isInOrder) {
    return { cut: undefined, order: undefined, join: ifChanged(source.shape, shape) };
  }
  const endsMoved = axes.every((axis) => isRun(axis, from));
  const before = endsMoved ? inOrderOf(from, axes) : from.map((atom) => [atom]);
  const after = endsMoved ? axes : byPlace(before, to);
  return {
    cut: ifChanged(source.shape, before.map(axisSize)),
    order: after.map((axis) => before.indexOf(axis)),
    join: ifChanged(after.map(axisSize), shape),
  };
}

/** Adds the nodes of a view of `view.source`. */
export function applyView(g: Scope, view: View): Value {
  const { cut, order, join } = stepsOf(view);
  const pieces = cut ? reshape(g, view.source, cut) : view.source;
  const moved = order ? transpose(g, pieces, order) : pieces;
  return join ? reshape(g, moved, join) : moved;
}

function ifChanged(shape: Shape, next: Shape): Shape | undefined {
  return shapeText(shape) === shapeText(next) ? undefined : next;
}

/** Axes sorted as their atoms lie in `order`; those of one element keep their places. */
function inOrderOf(order: readonly Atom[], axes: readonly Axis[]): readonly Axis[] {
  const sorted = byPlace(axes.filter((axis) => axis.length > 0), order);
  let next = 0;
  return axes.map((axis) => axis.length === 0 ? axis : sorted[next++] as Axis);
}

function byPlace(axes: readonly Axis[], order: readonly Atom[]): readonly Axis[] {
  const place = (axis: Axis) => order.indexOf(axis[0] as Atom);
  return axes.toSorted((a, b) => place(a) - place(b));
}
