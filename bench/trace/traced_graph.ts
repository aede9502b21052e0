// A graph as one run of it was: what inference left open is filled in, branches and loops are as they
// ran, and whatever differs from what was inferred is said.

import {
  dimensionSize,
  type Graph,
  type Node,
  outputNames,
  type Shape,
  shapeText,
  type Value,
} from "../../models/graph/graph.ts";
import type { Execution, Repeated, TracedTensor } from "./executions.ts";

/** A graph as it ran, and how that compares with what was inferred. */
export interface TracedGraph {
  /** With all sizes numbers. */
  readonly graph: Graph;
  /** Values whose type and sizes are as inferred; in a loop once for each unlike iteration. */
  readonly equalCount: number;
  /** Names of values that the run alone tells. */
  readonly added: readonly string[];
  /** What nodes with graphs inside did where data decide it: `"if" ran then_branch`. */
  readonly decided: readonly string[];
  /** Names of what nodes put out that was inferred and that the run does not tell. */
  readonly untold: readonly string[];
  /** Sentences; none if all that was inferred is so. */
  readonly differences: readonly string[];
}

/** What is found on the way. */
interface Findings {
  equalCount: number;
  readonly added: Set<string>;
  readonly decided: Set<string>;
  readonly untold: Set<string>;
  readonly differences: Set<string>;
}

const NOTHING_TOLD: Execution = { values: new Map(), inside: new Map() };

/**
 * The graph of one run.
 *
 * @param batch Images of the run.
 */
export function tracedGraph(graph: Graph, execution: Execution, batch: number): TracedGraph {
  const findings: Findings = {
    equalCount: 0,
    added: new Set(),
    decided: new Set(),
    untold: new Set(),
    differences: new Set(),
  };
  const ran = graphAsRun(graph, { execution, batch, findings, isAround: () => false });
  const { equalCount, added, decided, untold, differences } = findings;
  return {
    graph: ran,
    equalCount,
    added: [...added],
    decided: [...decided],
    untold: [...untold].filter((name) => !execution.values.has(name)),
    differences: [...differences],
  };
}

interface Run {
  readonly execution: Execution;
  readonly batch: number;
  readonly findings: Findings;
  /** Whether a value is of a graph around this one. */
  readonly isAround: (name: string) => boolean;
}

function graphAsRun(graph: Graph, run: Run): Graph {
  const parameters = new Set(graph.parameters.map(({ name }) => name));
  const own = graph.nodes.flatMap(({ outputs }) => outputs);
  const values = new Map<string, Value>();
  for (const value of graph.values.values()) {
    values.set(value.name, parameters.has(value.name) ? value : valueAsRun(value, run));
  }
  sayUntold(own, graph, run);
  // Inputs of unknown sizes are not among the graph's; what is neither known nor around it is its own.
  for (const [name, traced] of run.execution.values) {
    if (values.has(name) || run.isAround(name)) continue;
    values.set(name, { name, ...traced });
    run.findings.added.add(name);
  }
  const names = outputNames(graph);
  // Of a graph inside of a node, some outputs are of the graphs around it.
  const unknown = names.flatMap((name, place) =>
    values.has(name) || graph.outputs.some((output) => output.name === name)
      ? []
      : [{ name, dtype: null, place }]
  );
  const { unknownOutputs: _, ...known } = graph;
  return {
    ...known,
    inputs: graph.inputs.map((input) => values.get(input.name) ?? input),
    outputs: names.flatMap((name) => {
      const outer = graph.outputs.find((output) => output.name === name);
      return values.get(name) ?? (outer === undefined ? [] : closed(outer, run.batch));
    }),
    ...(unknown.length === 0 ? {} : { unknownOutputs: unknown }),
    nodes: graph.nodes.map((node) =>
      nodeAsRun(node, { ...run, isAround: (name) => values.has(name) || run.isAround(name) })
    ),
    values,
  };
}

/** A branch that was not taken is not asked for. */
function sayUntold(own: readonly string[], { values }: Graph, { execution, findings }: Run): void {
  if (execution === NOTHING_TOLD) return;
  for (const name of own) {
    if (values.has(name) && !execution.values.has(name)) findings.untold.add(name);
  }
}

function closed(value: Value, batch: number): Value {
  return { ...value, shape: value.shape.map((size) => dimensionSize(size, batch)) };
}

function valueAsRun(inferred: Value, { execution, batch, findings }: Run): Value {
  const value = closed(inferred, batch);
  const traced = execution.values.get(value.name);
  if (traced === undefined) return value;
  if (isSame(value, traced)) {
    findings.equalCount += 1;
    return value;
  }
  findings.differences.add(
    `"${value.name}" is ${typedText(value)} as inferred and ${typedText(traced)} as run`,
  );
  return { name: value.name, ...traced };
}

/** On processors, the runtime computes half precision as float32. */
function isSame(inferred: Value, traced: TracedTensor): boolean {
  const isWidened = traced.dtype === "float32" && /float16$/.test(inferred.dtype);
  return (inferred.dtype === traced.dtype || isWidened) &&
    shapeText(inferred.shape) === shapeText(traced.shape);
}

function typedText({ dtype, shape }: { readonly dtype: string; readonly shape: Shape }): string {
  return `${dtype} ${shapeText(shape)}`;
}

function nodeAsRun(node: Node, run: Run): Node {
  if (node.subgraphs === undefined) return node;
  const inside = run.execution.inside.get(node.outputs.find((name) => name !== "") ?? "");
  const subgraphs: Record<string, Graph> = {};
  const runs: Record<string, number> = {};
  for (const [attribute, graph] of Object.entries(node.subgraphs)) {
    const inferred = node.runs?.[attribute];
    const repeated = inside?.get(attribute);
    if (repeated === undefined || repeated.length === 0) {
      subgraphs[attribute] = graphAsRun(graph, { ...run, execution: NOTHING_TOLD });
      const times = repeated === undefined ? inferred : 0;
      if (times !== undefined) runs[attribute] = times;
    }
    // Each kind of iteration is a graph of its own, as its sizes are.
    for (const [index, { times, execution }] of (repeated ?? []).entries()) {
      const key = index === 0 ? attribute : `${attribute}#${index + 1}`;
      subgraphs[key] = graphAsRun(graph, { ...run, execution });
      runs[key] = times;
    }
    if (repeated !== undefined) sayRuns(node, { attribute, inferred, repeated }, run.findings);
  }
  return { ...node, subgraphs, ...(Object.keys(runs).length === 0 ? {} : { runs }) };
}

interface Runs {
  readonly attribute: string;
  readonly inferred: number | undefined;
  readonly repeated: readonly Repeated[];
}

function sayRuns(
  { name }: Node,
  { attribute, inferred, repeated }: Runs,
  { decided, differences }: Findings,
): void {
  const times = repeated.reduce((sum, each) => sum + each.times, 0);
  if (inferred === times) return;
  if (inferred === undefined) {
    if (times > 0) decided.add(`"${name}" ran ${attribute} ${timesText(times)}`);
    return;
  }
  differences.add(
    `"${name}" runs ${attribute} ${timesText(inferred)} as inferred and ${timesText(times)} as run`,
  );
}

function timesText(times: number): string {
  return times === 1 ? "once" : `${times} times`;
}
