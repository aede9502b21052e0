// A graph in a file, from the process that built it to the worker that runs it. The format is V8's own
// for data, which keeps maps, typed arrays and whole numbers; both processes are of one version.

import { deserialize, serialize } from "node:v8";
import type { Graph } from "../../models/graph/graph.ts";

/** @throws {Error} If the graph holds functions, as a rewritten one does. */
export function writeGraph(path: string, graph: Graph): Promise<void> {
  return Deno.writeFile(path, serialize(graph));
}

/** Reads what {@linkcode writeGraph} wrote. */
export async function readGraph(path: string): Promise<Graph> {
  return deserialize(await Deno.readFile(path)) as Graph;
}
