// If, Loop, Scan and SequenceMap: nodes that hold graphs.

import { attributeOf, axisOf, type Call, inputOf, intOf, intsOf, refuse } from "../engine/call.ts";
import type { FileGraph } from "../../file_model.ts";
import {
  type BodyRuleTable,
  type InferBody,
  type Inference,
  NO_INFERENCE,
} from "../engine/inference.ts";
import {
  commonOf,
  type Inferred,
  isFixed,
  isKnown,
  isSame,
  knownNumber,
  sequenceOf,
  type Size,
  tensor,
  UNKNOWN,
} from "../engine/inferred.ts";

/** Most iterations that are followed one by one, where sizes change from one to the next. */
const MOST_FOLLOWED = 32;
/** After so many attempts, sizes that go on changing are given up. */
const MOST_ATTEMPTS = 3;

function bodyOf(call: Call, attribute: string): FileGraph {
  const graph = attributeOf(call, attribute, "graph");
  if (graph !== undefined) return graph;
  throw refuse(call, `it needs its graph "${attribute}": it is left out`);
}

/**
 * The branch that is taken, where the condition is known; else what holds for both. A branch that
 * cannot run on what it reads is never taken in a model that runs, so the other one is.
 */
function branches(call: Call, infer: InferBody) {
  const condition = knownNumber(inputOf(call, 0));
  const sides = ["then_branch", "else_branch"].map((attribute, place) => {
    const graph = bodyOf(call, attribute);
    const isTaken = condition === null ? null : (condition !== 0) === (place === 0);
    return { attribute, graph, isTaken, ...attempt(() => infer(graph, [])) };
  });
  const possible = sides.filter(({ isTaken }) => isTaken !== false);
  const running = possible.filter(({ error }) => error === undefined);
  const [first] = possible;
  if (running.length === 0 && first?.error !== undefined) throw first.error;
  const [results = [], ...others] = running.map(({ inference }) => inference.outputs);
  return {
    outputs: others.reduce(
      (common, outputs) => common.map((value, at) => commonOf(value, outputs[at] ?? UNKNOWN)),
      results,
    ),
    bodies: sides.map((side) => {
      const { attribute, graph, inference, error } = side;
      const runs = running.length > 1 ? null : Number(running.includes(side));
      const isLeftOut = condition === null && error !== undefined;
      const body = { attribute, graph, inference, runs };
      return isLeftOut ? { ...body, refusal: error.message } : body;
    }),
  };
}

function attempt(run: () => Inference): { inference: Inference; error?: RangeError } {
  try {
    return { inference: run() };
  } catch (error) {
    if (error instanceof RangeError) return { inference: NO_INFERENCE, error };
    throw error;
  }
}

/** What goes into a body again and again: its state, until it no longer changes. */
function settled(
  start: readonly Inferred[],
  step: (
    state: readonly Inferred[],
  ) => { readonly inference: Inference; readonly next: readonly Inferred[] },
) {
  let state = start;
  for (let attempts = 1;; attempts++) {
    const { inference, next } = step(state);
    const common = state.map((value, place) => commonOf(value, next[place] ?? UNKNOWN));
    if (common.every((value, place) => isSame(value, state[place] ?? UNKNOWN))) {
      return { inference, state, isSteady: attempts === 1 };
    }
    state = common.map((value, place) => {
      if (isSame(value, state[place] ?? UNKNOWN)) return value;
      if (value.sequence !== undefined) {
        return sequenceOf(null, attempts > MOST_ATTEMPTS ? UNKNOWN : value.sequence.element);
      }
      return tensor(value.dtype, attempts > MOST_ATTEMPTS ? null : value.shape);
    });
  }
}

/** `(count, condition, state...)`; the body takes `(iteration, condition, state...)`. */
function loop(call: Call, infer: InferBody) {
  const graph = bodyOf(call, "body");
  const stateCount = Math.max(0, call.inputs.length - 2);
  const start = call.inputs.slice(2).map((value) => value ?? UNKNOWN);
  const run = (state: readonly Inferred[], iteration: number | null = null) => {
    const counter = tensor("int64", [], iteration === null ? null : [iteration]);
    const inference = infer(graph, [counter, tensor("bool", [], [1]), ...state]);
    return { inference, next: inference.outputs.slice(1, 1 + stateCount) };
  };
  const { inference, state, isSteady } = settled(start, run);
  const runs = loopRuns(call, inference);
  const rows = inference.outputs.slice(1 + stateCount);
  const isClear = isSteady && rows.every(({ shape }) => isFixed(shape));
  const followed = !isClear && runs !== null && runs <= MOST_FOLLOWED
    ? iterations(runs, start, run)
    : { state, rows };
  const scanned = followed.rows.map(({ dtype, shape }) => tensor(dtype, shape && [runs, ...shape]));
  return {
    outputs: [...followed.state, ...scanned],
    bodies: [{ attribute: "body", graph, inference, runs }],
  };
}

/** What a loop of few iterations ends with, and what holds for each of its rows. */
function iterations(
  runs: number,
  start: readonly Inferred[],
  run: (state: readonly Inferred[], iteration: number) => {
    readonly inference: Inference;
    readonly next: readonly Inferred[];
  },
) {
  let state = start;
  let rows: readonly Inferred[] = [];
  for (let iteration = 0; iteration < runs; iteration++) {
    const { inference, next } = run(state, iteration);
    const own = inference.outputs.slice(1 + start.length);
    rows = iteration === 0 ? own : rows.map((row, at) => commonOf(row, own[at] ?? UNKNOWN));
    state = next;
  }
  return { state, rows };
}

/** How often a body runs: as the count says, unless a condition ends it earlier. */
function loopRuns(call: Call, { outputs }: Inference): number | null {
  const [count, condition] = call.inputs;
  const limit = count === undefined ? Infinity : knownNumber(count);
  const isEntered = condition === undefined ? 1 : knownNumber(condition);
  const goesOn = knownNumber(outputs[0]);
  if ((limit !== null && limit <= 0) || isEntered === 0) return 0;
  if (limit === null || isEntered === null || goesOn === null) return null;
  if (goesOn === 0) return 1;
  return limit === Infinity ? null : limit;
}

/**
 * `(state..., sequences...)`; the body takes an entry of each sequence. Before opset 9 there are
 * lengths in front and every tensor has a batch axis.
 */
function scan(call: Call, infer: InferBody) {
  const graph = bodyOf(call, "body");
  const isBatched = call.node.version < 9;
  const inputs = (isBatched ? call.inputs.slice(1) : call.inputs).map((value) => value ?? UNKNOWN);
  const batch = isBatched ? inputs[0]?.shape?.[0] ?? null : null;
  const own = isBatched ? inputs.map(withoutFirst) : inputs;
  const stateCount = Math.max(0, own.length - (intOf(call, "num_scan_inputs") ?? 0));
  const axes = intsOf(call, "scan_input_axes") ?? [];
  const cut = own.slice(stateCount).map((value, place) => {
    const { dtype, shape } = value;
    if (shape === null) return { length: null, entry: tensor(dtype, null) };
    const axis = axisOf(call, isBatched ? 0 : axes[place] ?? 0, shape.length);
    return { length: shape[axis] ?? null, entry: tensor(dtype, shape.toSpliced(axis, 1)) };
  });
  const { inference, state } = settled(own.slice(0, stateCount).map(withoutNumbers), (now) => {
    const result = infer(graph, [...now, ...cut.map(({ entry }) => entry)]);
    return { inference: result, next: result.outputs.slice(0, stateCount) };
  });
  const length = cut.find(({ length }) => length !== null)?.length ?? null;
  const outAxes = intsOf(call, "scan_output_axes") ?? [];
  const scanned = inference.outputs.slice(stateCount).map(({ dtype, shape }, place) => {
    if (shape === null) return tensor(dtype, null);
    const axis = axisOf(call, outAxes[place] ?? 0, shape.length + 1);
    return tensor(dtype, shape.toSpliced(axis, 0, length));
  });
  const outputs = [...state, ...scanned];
  return {
    outputs: isBatched ? outputs.map((value) => withFirst(value, batch)) : outputs,
    bodies: [{
      attribute: "body",
      graph,
      inference,
      runs: isBatched ? product(batch, length) : length,
    }],
  };
}

function product(a: Size, b: Size): Size {
  return isKnown(a) && isKnown(b) ? a * b : null;
}

function withoutNumbers({ dtype, shape }: Inferred): Inferred {
  return tensor(dtype, shape);
}

function withoutFirst({ dtype, shape }: Inferred): Inferred {
  return tensor(dtype, shape?.slice(1) ?? null);
}

function withFirst({ dtype, shape }: Inferred, size: Size): Inferred {
  return tensor(dtype, shape && [size, ...shape]);
}

/** The body runs once for each item of the first sequence; tensors beside it stay as they are. */
function sequenceMap(call: Call, infer: InferBody) {
  const graph = bodyOf(call, "body");
  const items = inputOf(call, 0).sequence?.items ?? null;
  const entry = (place: number | null) =>
    call.inputs.map((value = UNKNOWN) =>
      value.sequence === undefined
        ? value
        : (place === null ? undefined : value.sequence.items?.[place]) ?? value.sequence.element
    );
  const inference = infer(graph, entry(null));
  const isFollowed = items !== null && items.length <= MOST_FOLLOWED;
  const each = isFollowed ? items.map((_, place) => infer(graph, entry(place)).outputs) : null;
  return {
    outputs: inference.outputs.map((element, at) =>
      sequenceOf(each?.map((outputs) => outputs[at] ?? UNKNOWN) ?? null, element)
    ),
    bodies: [{ attribute: "body", graph, inference, runs: items?.length ?? null }],
  };
}

/** ONNX's own. */
export const CONTROL_FLOW: BodyRuleTable = {
  If: branches,
  Loop: loop,
  Scan: scan,
  SequenceMap: sequenceMap,
};
