// Candidates: what each network would count if a figure's authors had counted something else.
//
// A candidate departs from ours in up to three ways: another network, a part of it, another rule.
// Every combination is counted for every network, so that an audit can ask of each candidate where
// it holds and where it does not. An empty id means "as ours".

import { type BuildOptions, type CatalogEntry, MODELS } from "../../models/catalog.ts";
import type { Graph } from "../../models/graph/graph.ts";
import {
  type Builder,
  DETECTION_SIZES,
  type NetworkCandidate,
  NETWORKS,
  SIZES,
} from "./candidate_networks.ts";
import {
  countParams,
  DETECTION_PARAMS_RULES,
  DETECTION_SIZE_RULES,
  inScopes,
  LEARNED,
  OPERATION_RULES,
  type OperationRule,
  PARAMS_RULES,
  type ParamsRule,
  type PartCandidate,
  PARTS,
  SIZE_RULES,
} from "./candidate_rules.ts";
import {
  conventionCount,
  inPlainNumbers,
  seenByConventions,
  type SeenGraph,
} from "../../bench/count/conventions/count_by_convention.ts";
import { MAC } from "../../bench/count/conventions/tools/mac.ts";
import type { CandidateCount, Meaning } from "./counted_candidates.ts";

/** A network whose candidates are counted: of the catalog, or any other graph. */
export type CandidateEntry = Pick<CatalogEntry, "id" | "task" | "build">;

/** All counts, and what their ids mean. */
export interface Candidates {
  readonly counts: readonly CandidateCount[];
  /** In the order of the axes: networks, parts, rules. */
  readonly meanings: readonly Meaning[];
}

const AS_OURS = { id: "", label: "", text: "" } as const;
const WHOLE: PartCandidate = { ...AS_OURS, scopesOf: () => [] };
const LISTED: NetworkCandidate = { ...AS_OURS, graphOf: ({ id }, build) => build(id) };
const OUR_PARAMS_RULE: ParamsRule = { ...AS_OURS, ...LEARNED };
const OUR_RULE: OperationRule = { ...AS_OURS, convention: { ...MAC, id: "" } };

interface Trial {
  readonly networks: readonly NetworkCandidate[];
  readonly parts: readonly PartCandidate[];
  readonly paramsRules: readonly ParamsRule[];
  readonly operationRules: readonly OperationRule[];
}

const TRIALS: Readonly<Record<CatalogEntry["task"], readonly Trial[]>> = {
  classification: [
    {
      networks: [LISTED, ...NETWORKS],
      parts: [WHOLE, ...PARTS],
      paramsRules: PARAMS_RULES,
      operationRules: OPERATION_RULES,
    },
    { networks: SIZES, parts: [WHOLE], paramsRules: PARAMS_RULES, operationRules: SIZE_RULES },
  ],
  detection: [
    {
      networks: [LISTED],
      parts: [WHOLE],
      paramsRules: DETECTION_PARAMS_RULES,
      operationRules: OPERATION_RULES,
    },
    {
      networks: DETECTION_SIZES,
      parts: [WHOLE],
      paramsRules: DETECTION_PARAMS_RULES,
      operationRules: DETECTION_SIZE_RULES,
    },
  ],
};

/** What the ids of some trials mean, each once; the own network and whole parts have no id. */
function meaningsOf(trials: readonly Trial[]): readonly Meaning[] {
  const named: readonly Meaning[] = [
    ...trials.flatMap(({ networks }) => networks),
    ...trials.flatMap(({ parts }) => parts),
    ...trials.flatMap(({ paramsRules }) => paramsRules),
    ...trials.flatMap(({ operationRules }) => operationRules),
  ];
  const byId = new Map(named.map(({ id, label, text }) => [id, { id, label, text }]));
  return [...byId.values()].filter(({ id }) => id !== "");
}

/**
 * Counts every candidate of every network.
 *
 * @param entries The networks. Detectors have candidates of their own: what their tables count, and
 * their input sizes.
 * @returns Counts in the order of the networks; an input size that a network refuses has none.
 */
export function candidatesOf(entries: readonly CandidateEntry[]): Candidates {
  const build = cachingBuilder([...entries, ...MODELS]);
  const operationsOf = cachingCounter();
  const tasks = [...new Set(entries.map(({ task }) => task))];

  function countTrial(entry: CandidateEntry, trial: Trial): readonly CandidateCount[] {
    return trial.networks.flatMap((network) => {
      const graph = network.graphOf(entry, build);
      if (graph === undefined) return [];
      const place = { model: entry.id, network, graph, leftOut: trial.parts.map(leftOutOf(graph)) };
      return [
        ...countParts("params", place, [OUR_PARAMS_RULE, ...trial.paramsRules], countParams),
        ...countParts("operations", place, [OUR_RULE, ...trial.operationRules], operationsOf),
      ];
    });
  }

  return {
    counts: entries.flatMap((entry) =>
      TRIALS[entry.task].flatMap((trial) => countTrial(entry, trial))
    ),
    meanings: meaningsOf(tasks.flatMap((task) => TRIALS[task])),
  };
}

/** Where counts are taken: a network of a model, and what its parts leave out. */
interface Place {
  readonly model: string;
  readonly network: NetworkCandidate;
  readonly graph: Graph;
  readonly leftOut: readonly LeftOut[];
}

/** What a part leaves out of a graph; `undefined`: nothing. */
interface LeftOut {
  readonly part: string;
  readonly out: Graph | undefined;
}

function leftOutOf(graph: Graph): (part: PartCandidate) => LeftOut {
  return ({ id, scopesOf }) => {
    const scopes = scopesOf(graph);
    return { part: id, out: scopes.length === 0 ? undefined : inScopes(graph, scopes) };
  };
}

/** The whole by each rule, less what each part leaves out. */
function countParts<Rule extends Meaning>(
  quantity: CandidateCount["quantity"],
  { model, network, graph, leftOut }: Place,
  rules: readonly Rule[],
  countOf: (graph: Graph, rule: Rule) => number,
): readonly CandidateCount[] {
  return rules.flatMap((rule) => {
    const whole = countOf(graph, rule);
    return leftOut.map(({ part, out }) => ({
      model,
      quantity,
      network: network.id,
      part,
      rule: rule.id,
      count: out === undefined ? whole : whole - countOf(out, rule),
    }));
  });
}

/** Total of a convention; siblings share graphs, and each is looked at once and counted once by each. */
function cachingCounter(): (graph: Graph, rule: OperationRule) => number {
  const seenGraphs = new WeakMap<Graph, SeenGraph>();
  const totals = new WeakMap<Graph, Map<string, number>>();
  return (graph, { id, convention }) => {
    const known = totals.get(graph) ?? new Map<string, number>();
    totals.set(graph, known);
    const seen = seenGraphs.get(graph) ?? seenByConventions(graph, 1);
    seenGraphs.set(graph, seen);
    const total = known.get(id) ?? inPlainNumbers(graph, conventionCount(seen, convention)).total;
    known.set(id, total);
    return total;
  };
}

/**
 * Builds each network at its own size once, as siblings share it; at another size it is asked for once,
 * and kept by nobody. Of two with one id, the first.
 */
function cachingBuilder(known: readonly CandidateEntry[]): Builder {
  const graphs = new Map<string, Graph | undefined>();
  return (id, options) => {
    const built = () => builtOrNone(known.find((one) => one.id === id), options);
    if (options !== undefined) return built();
    if (!graphs.has(id)) graphs.set(id, built());
    return graphs.get(id);
  };
}

function builtOrNone(
  entry: CandidateEntry | undefined,
  options: BuildOptions = {},
): Graph | undefined {
  try {
    return entry?.build(options);
  } catch (error) {
    // A size that the network does not allow is no candidate.
    if (error instanceof RangeError && options.size !== undefined) return undefined;
    throw error;
  }
}
