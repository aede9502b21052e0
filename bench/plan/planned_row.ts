// A row to be: a model in one graph variant, with all that is known before timing.

import type { Graph } from "../../models/graph/graph.ts";
import { graphHash } from "../../models/graph/onnx.ts";
import { type Count, countGraph } from "../count/count.ts";
import type { Job } from "../job/protocol.ts";
import { graphOf } from "../job/subject.ts";
import { jobMemoryBytes, type PlannedModel, type ProcessBytes, type SizedJob } from "./plan.ts";

/** A row before it is timed. */
export interface PlannedRow extends SizedJob {
  readonly entry: PlannedModel;
  /** The network's plain graph, whatever variant is timed; its work is what counts. */
  readonly plain: Graph;
  readonly timed: Graph;
  readonly count: Count;
  /** Of the plain graph; of a file, of its bytes. */
  readonly hash: string;
  /** Multiply-adds an image that the timed graph executes. */
  readonly executedMacs: number;
}

/**
 * Builds and counts a row.
 *
 * @throws {RangeError} If the network refuses the job's size.
 */
export async function plannedRow(
  entry: PlannedModel,
  job: Job,
  processBytes?: ProcessBytes,
): Promise<PlannedRow> {
  const { height, width } = job;
  const plain = entry.build({ size: { height, width } });
  const timed = graphOf(job, plain);
  const count = countGraph(plain);
  return {
    entry,
    job,
    plain,
    timed,
    count,
    hash: entry.file?.sha256 ?? await graphHash(plain),
    executedMacs: timed === plain ? count.macs : countGraph(timed).macs,
    memoryBytes: jobMemoryBytes(timed, job, processBytes),
  };
}
