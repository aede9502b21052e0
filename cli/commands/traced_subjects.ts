// `count --traced`: files as one run of them was, held against what was inferred.

import { resolve } from "node:path";
import { type TracedGraph, tracedGraph } from "../../bench/trace/traced_graph.ts";
import { traceRun } from "../../bench/trace/trace_process.ts";
import { arraysFor, requireArrays } from "../files/input_arrays.ts";
import { note } from "../shell/print.ts";
import { RunError } from "../shell/usage_error.ts";
import type { CountOptions, TracedOptions } from "./count_options.ts";
import type { CountSubject } from "./count_subject.ts";

/** Names that a note spells out. */
const MOST_NAMES = 10;

/** Subjects as they ran. */
export interface TracedSubjects {
  readonly subjects: readonly CountSubject[];
  /** Whether nothing differs from what was inferred. */
  readonly isConfirmed: boolean;
}

/**
 * Runs the files among the subjects, one after the other; what is found goes to stderr.
 *
 * @throws {UsageError} If an array is for no input.
 * @throws {RunError} If the runtime cannot run a file.
 */
export async function tracedSubjects(
  all: Iterable<CountSubject>,
  asked: TracedOptions & Pick<CountOptions, "dims">,
): Promise<TracedSubjects> {
  const subjects = [...all];
  const files = subjects.filter(({ isFile }) => isFile);
  requireArrays(asked.arrays, files.map(({ id, graph }) => ({ path: id, graph })));
  const traced: CountSubject[] = [];
  let isConfirmed = true;
  for (const subject of subjects) {
    if (!subject.isFile) {
      traced.push(subject);
      continue;
    }
    const { graph, differences } = await tracedFile(subject, asked);
    if (differences.length > 0) isConfirmed = false;
    traced.push({ ...subject, graph, isTraced: true });
  }
  return { subjects: traced, isConfirmed };
}

async function tracedFile(
  subject: CountSubject,
  { dims, arrays, seed, limits }: TracedOptions & Pick<CountOptions, "dims">,
): Promise<TracedGraph> {
  const { id: path, batch } = subject;
  const own = [...arraysFor(subject.graph, arrays)];
  const request = {
    path: resolve(path),
    dims: Object.fromEntries(dims),
    arrays: Object.fromEntries(own.map(([name, file]) => [name, resolve(file)])),
    batch,
    seed,
  };
  const { runtime, execution } = await traceRun(request, limits).catch((error: Error) => {
    throw new RunError(`Cannot trace "${path}" as ${error.message}`, { cause: error });
  });
  const traced = tracedGraph(subject.graph, execution, batch);
  sayFound(path, `one run by ONNX Runtime ${runtime}, batch ${batch}`, traced);
  return traced;
}

function sayFound(path: string, run: string, traced: TracedGraph): void {
  const { equalCount, added, decided, untold, differences } = traced;
  note(`note: ${path}: ${run}: ${equalCount} tensors have the type and sizes that were inferred`);
  const sayList = (what: string, found: readonly string[]) => {
    if (found.length === 0) return;
    const more = found.length - MOST_NAMES;
    note(
      `note: ${path}: ${what}: ${found.slice(0, MOST_NAMES).join(", ")}` +
        (more > 0 ? ` and ${more} more` : ""),
    );
  };
  sayList(`told by the run alone (${added.length})`, added);
  sayList("data decided in this run", decided);
  sayList(`not told by the run, counted as inferred (${untold.length})`, untold);
  for (const difference of differences.slice(0, MOST_NAMES)) {
    note(`warning: ${path}: ${difference}; the run is counted`);
  }
  const more = differences.length - MOST_NAMES;
  if (more > 0) note(`warning: ${path}: ${more} more differ`);
}
