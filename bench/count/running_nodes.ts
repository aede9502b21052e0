// The nodes of a graph and of the graphs inside of it, with how often each runs.

import type { Node } from "../../models/graph/graph.ts";
import { neededNodes } from "../../models/graph/needed_nodes.ts";
import { type Frame, framesInside } from "./frames.ts";
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

/** Nodes that run a known number of times, and those whose graphs inside run as often as data say. */
export interface RunningNodes {
  readonly running: readonly RunningNode[];
  readonly open: readonly Node[];
}

/** All nodes below a frame, needed or not. */
export function runningNodes(frame: Frame, times = 1n): RunningNodes {
  const needed = new Set(neededNodes(frame.graph));
  const running: RunningNode[] = [];
  const open: Node[] = [];
  for (const node of frame.graph.nodes) {
    if (!isControl(node)) {
      running.push({ node, frame, times, isNeeded: needed.has(node) });
      continue;
    }
    for (const [name, inner] of framesInside(node, frame)) {
      const runs = node.runs?.[name];
      if (runs === undefined) {
        if (!open.includes(node)) open.push(node);
      } else if (runs > 0) {
        const inside = runningNodes(inner, times * BigInt(runs));
        for (const one of inside.running) running.push(one);
        for (const one of inside.open) open.push(one);
      }
    }
  }
  return { running, open };
}
