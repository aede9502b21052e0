// One projection for each part that is cut from it.
//
//   [q; k; v] = W x + b   =>   q = W1 x + b1,  k = W2 x + b2,  v = W3 x + b3     (rows of W and b)
//
// Cutting costs a copy of everything; projecting to where each part is wanted costs nothing. One of a
// pair with convolveTokens: alone, neither brings what can be measured.

import type { Node, Value } from "../../graph/graph.ts";
import { convolve } from "../engine/convolve.ts";
import { rows } from "../engine/derived.ts";
import { constantNumber, input, linear, pointwise } from "../engine/patterns.ts";
import { project } from "../engine/project.ts";
import { rewriteBy, type Site } from "../engine/rule.ts";
import { applyView, viewOf } from "../engine/view.ts";

/** Rows `start` to `start + count` of the projection that puts `value` out. */
function projectRows(
  site: Site,
  value: Value,
  start: number,
  count: number,
): { readonly part: Value; readonly channelAxis: number } | undefined {
  const { g } = site;
  const image = pointwise(site, site.producer(value));
  if (image) {
    const weight = rows(image.weight, start, count);
    const bias = image.bias && rows(image.bias, start, count);
    return { part: convolve(g, image.x, { weight, bias }), channelAxis: 1 };
  }
  const tokens = linear(site, site.producer(value));
  if (!tokens) return undefined;
  const weight = rows(tokens.weight, start, count);
  const bias = rows(tokens.bias, start, count);
  return { part: project(g, tokens.x, { weight, bias }), channelAxis: value.shape.length - 1 };
}

/** A part that is cut from a projection becomes a projection of its own. */
export function projectPart(node: Node, site: Site): Value | undefined {
  if (node.attributes["axis"] !== 0) return undefined;
  const whole = input(site, node, 0);
  const index = constantNumber(site, input(site, node, 1));
  if (!whole || index === undefined) return undefined;

  const view = viewOf(site, whole);
  const [[part] = [], ...axes] = view.axes;
  const parts = Number(part?.size);
  const isLeading = (axis: number) => part !== undefined && view.sourceAxes[axis]?.[0] === part;
  const channels = view.sourceAxes.findIndex((_, axis) => isLeading(axis));
  if (channels < 0 || view.axes[0]?.length !== 1) return undefined;

  const count = Number(view.source.shape[channels]) / parts;
  const projected = projectRows(site, view.source, index * count, count);
  if (projected?.channelAxis !== channels) return undefined;
  const sourceAxes = view.sourceAxes.map((axis) => axis.filter((atom) => atom !== part));
  return applyView(site.g, { ...view, source: projected.part, sourceAxes, axes });
}

/** A part of a projection becomes a projection of its own. */
export const projectParts = rewriteBy({ Gather: projectPart });
