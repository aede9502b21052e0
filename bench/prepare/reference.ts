// What any other session of a model must agree with: the plain float32 graph by onnxruntime-node on
// the processor, operator by operator as written.

import { encodeOnnx } from "../../models/graph/onnx.ts";
import { fixBatch } from "../../models/rewrite/variants/fix_batch.ts";
import { boundOptions, type Runtime, sessionOptions } from "../engines/onnxruntime_node/session.ts";
import { runtimeTensor } from "../engines/onnxruntime_node/tensors.ts";
import { timedRun } from "../engines/parts/timed_run.ts";
import { loadProblem } from "../files/load_problem.ts";
import { errorText } from "../job/error_text.ts";
import { isBatchFirst } from "../job/input_plan.ts";
import type { Job } from "../job/protocol.ts";
import { feedsOf } from "./feeds.ts";
import { withModelFiles } from "./model_files.ts";
import type { Network } from "./network.ts";

/**
 * Its outputs for the first image or, where outputs do not begin with it, for all.
 *
 * @throws {Error} If the runtime cannot load or run it.
 */
export async function referenceOutputs(
  { plain, values, arrays, file }: Network,
  { job: { batch: whole, threads, seed }, folder, runtime }: {
    readonly job: Job;
    readonly folder: string;
    readonly runtime: Runtime;
  },
): Promise<readonly Float32Array[]> {
  const batch = isBatchFirst(plain) && arrays.size === 0 ? 1 : whole;
  const feeds = Object.fromEntries(
    feedsOf(plain, { batch, seed, arrays }).map((feed) => [feed.name, runtimeTensor(feed)]),
  );
  const options = sessionOptions({ device: "cpu", threads }, { level: "disabled" });

  async function load(path: string, dimensions: Readonly<Record<string, number>> = {}) {
    return await runtime.create(path, { ...options, ...boundOptions(dimensions) });
  }
  async function loadOwn(path: string, sizeBytes: number) {
    try {
      return await load(path, file?.sizesByName(batch));
    } catch (error) {
      throw new Error(loadProblem(errorText(error), { path, sizeBytes }), { cause: error });
    }
  }
  const session = file !== undefined
    ? await loadOwn(file.path, file.sizeBytes)
    : await withModelFiles(folder, encodeOnnx(fixBatch(plain, batch), values), load);
  const { outputs } = await timedRun(session, feeds);
  await session.release();
  return outputs.map(({ data }) => data);
}
