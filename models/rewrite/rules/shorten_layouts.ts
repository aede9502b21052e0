// The shortest chain of Reshape and Transpose (view.ts): double ones cancel, a Transpose that only
// moves axes of one element is a Reshape, and nothing is left where nothing changes.

import type { Node } from "../../graph/graph.ts";
import { output } from "../engine/patterns.ts";
import { rewriteBy, type Rule, type Site } from "../engine/rule.ts";
import {
  applyView,
  type Axis,
  isViewNode,
  stepsOf,
  type View,
  viewOf,
  type ViewSteps,
} from "../engine/view.ts";

/** A Transpose moves memory, a Reshape only costs the call. */
const TRANSPOSE_EFFORT = 10;

function effort({ cut, order, join }: ViewSteps): number {
  return Number(cut !== undefined) + Number(join !== undefined) +
    (order === undefined ? 0 : TRANSPOSE_EFFORT);
}

function effortOf(nodes: readonly Node[]): number {
  return nodes.reduce((sum, { op }) => sum + (op === "Transpose" ? TRANSPOSE_EFFORT : 1), 0);
}

function batchPlace(axes: readonly Axis[]): number {
  return axes.findIndex((axis) => axis.some(({ size }) => typeof size === "string"));
}

/** Whether the batch is the axis that it was; a Reshape cannot move it past axes of one element. */
function isBatchInPlace({ sourceAxes, axes }: View): boolean {
  return batchPlace(sourceAxes) === batchPlace(axes);
}

function isEndOfChain(node: Node, site: Site): boolean {
  const readers = site.readers(output(site, node));
  return readers.length === 0 || !readers.every(isViewNode);
}

const shortenChain: Rule = (node, site) => {
  if (!isViewNode(node) || !isEndOfChain(node, site)) return undefined;
  const view = viewOf(site, output(site, node));
  if (!isBatchInPlace(view)) return undefined;
  return effort(stepsOf(view)) < effortOf(view.nodes) ? applyView(site.g, view) : undefined;
};

/** Chains of Reshape and Transpose become as short as they can be. */
export const shortenLayouts = rewriteBy(shortenChain);
