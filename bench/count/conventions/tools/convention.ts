// What a convention is: a table that says, for each spelling of a node, what a tool counts there.

import type { Attribute, Shape, Spelling } from "../../../../models/graph/graph.ts";

/** What a rule sees of one node. */
export interface Work {
  /** Multiply-adds by the rules of bench/count/rules/mac_rules.ts, 0 where they count none. */
  readonly macs: bigint;
  /** Shapes of the inputs in ONNX order, batch filled in; `undefined` where one is left out. */
  readonly inputs: readonly (Shape | undefined)[];
  /** Shape of the first output, batch filled in. */
  readonly output: Shape;
  /** Of the ONNX operator. */
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Images that the shapes are for. */
  readonly batch: number;
}

/** Operations that a tool counts for one node, in integers of any size. */
export type Rule = (work: Work) => bigint;

/** Whether one multiply-add counts 1 or 2. */
export type CountUnit = "mac" | "flop";

/** How one tool counts. */
export interface Convention {
  /** Shell-safe, e.g. `fvcore`. */
  readonly id: string;
  /** Name of the tool; the suite's own conventions have none. */
  readonly tool?: string;
  /** Version of the tool that the table was checked against. */
  readonly version?: string;
  /** What the tool's total is in, whatever the tool calls it. */
  readonly unit: CountUnit;
  /** What is counted, in one line. */
  readonly description: string;
  /** Where the total depends on how the model was written, and what else misleads. */
  readonly caveat?: string;
  /**
   * Whether the total follows from what only PyTorch code has: modules, functions, subclasses of
   * modules. Of a file that somebody exported no such total can be told.
   */
  readonly readsCode?: true;
  /** What a file does not show of what the tool counts, where it shows the rest. */
  readonly fileCaveat?: string;
  /** A spelling that is not here counts 0, as in the tool. */
  readonly rules: Readonly<Partial<Record<Spelling, Rule>>>;
  /**
   * What multiplies and adds but has no spelling in PyTorch, such as Einsum or an operator that
   * attends and projects in one; absent: unknown.
   */
  readonly otherwise?: Rule;
}
