// The nodes of a graph and of the graphs inside of it, with how often each runs.

import type { Node } from "../../models/graph/graph.ts";
import { neededNodes } from "../../models/graph/needed_nodes.ts";
import { type Frame, framesInside } from "./frames.ts";
import { isFree, macRuleOf, operatorName } from "./rules/mac_rules.ts";
import { isControl } from "./tally.ts";

/** A node that runs. */
export interface RunningNode {
  readonly node: Node;
  /** What it can see. */
  readonly frame: Frame;
  /** How often it runs. */
  readonly times: bigint;
  /** Whether an output needs it. */
  readonly isNeeded: boolean;
}

/** What runs below a frame. */
export interface RunningNodes {
  /** Nodes that run a known number of times. */
  readonly running: readonly RunningNode[];
  /** Those whose graphs inside run as often as data say. */
  readonly open: readonly Node[];
  /** Operators of needed nodes that no rule knows, as often as they occur, however often they run. */
  readonly unknownOps: readonly string[];
}

/** Where {@linkcode runningNodes} looks. */
interface Around {
  readonly times: bigint;
  readonly isNeeded: boolean;
}

/** All nodes below a frame, needed or not. */
export function runningNodes(
  frame: Frame,
  around: Around = { times: 1n, isNeeded: true },
): RunningNodes {
  const needed = new Set(around.isNeeded ? neededNodes(frame.graph) : []);
  const running: RunningNode[] = [];
  const open: Node[] = [];
  const unknownOps: string[] = [];
  for (const node of frame.graph.nodes) {
    const isNeeded = needed.has(node);
    if (!isControl(node)) {
      running.push({ node, frame, times: around.times, isNeeded });
      const isKnown = !isNeeded || macRuleOf(node) !== undefined || isFree(node);
      if (!isKnown) unknownOps.push(operatorName(node));
      continue;
    }
    for (const [name, inner] of framesInside(node, frame)) {
      const runs = node.runs?.[name];
      if (runs === 0) continue;
      const inside = runningNodes(inner, { times: around.times * BigInt(runs ?? 1), isNeeded });
      for (const op of inside.unknownOps) unknownOps.push(op);
      if (runs === undefined) {
        if (!open.includes(node)) open.push(node);
        continue;
      }
      for (const one of inside.running) running.push(one);
      for (const one of inside.open) open.push(one);
    }
  }
  return { running, open, unknownOps };
}
