// A runtime that computes nothing: it keeps what it was given, moves a clock, and answers with
// outputs that a test chose. It traces as onnxruntime does, into a file beside its prefix.

import { fromBinary } from "@bufbuild/protobuf";
import { type ModelProto, ModelProtoSchema } from "onnx-buf";
import type * as ort from "onnxruntime-node";
import type { Runtime } from "../../../bench/engines/onnxruntime_node/session.ts";
import { WEIGHTS_PATH } from "../../../models/graph/onnx.ts";

/** A session as it was asked for, and what was done with it. */
export interface FakeSession {
  readonly path: string;
  readonly model: ModelProto;
  readonly weights: Uint8Array;
  readonly options: ort.InferenceSession.SessionOptions;
  /** What each run was fed with. */
  readonly feeds: ort.Tensor[];
  /** `run`, `endProfiling` and `release`, in order. */
  readonly calls: string[];
}

/** Each look at the clock takes this, so that no two events are at once. */
export const TICK_MS = 1;
/** What loading takes. */
export const LOAD_MS = 1000;
/** What a first run takes, and one after it. */
export const RUN_MS = { first: 100, later: 10 } as const;

/**
 * A runtime whose sessions, in the order of their loading, give these outputs; the last ones for all
 * later sessions.
 */
export function fakeRuntime(...outputs: readonly (readonly Float32Array[])[]): {
  readonly runtime: Runtime;
  readonly sessions: readonly FakeSession[];
} {
  const sessions: FakeSession[] = [];
  let nowMs = 0;

  async function create(path: string, options: ort.InferenceSession.SessionOptions) {
    const given = outputs[Math.min(sessions.length, outputs.length - 1)] ?? [];
    const session: FakeSession = {
      path,
      options,
      feeds: [],
      calls: [],
      model: fromBinary(ModelProtoSchema, await Deno.readFile(path)),
      weights: await Deno.readFile(path.replace(/[^/]+$/, WEIGHTS_PATH)),
    };
    sessions.push(session);
    nowMs += LOAD_MS;
    const trace: unknown[] = [];
    const fake = {
      outputNames: given.map((_, i) => `output${i}`),
      run({ image }: { readonly image: ort.Tensor }) {
        const runMs = session.feeds.length === 0 ? RUN_MS.first : RUN_MS.later;
        const event = { ts: 1000 * nowMs, dur: 1000 * runMs };
        const args = { op_name: "Conv", provider: "CPUExecutionProvider" };
        trace.push({ cat: "Node", name: "conv_kernel_time", ...event, args });
        trace.push({ cat: "Session", name: "model_run", ...event });
        nowMs += runMs;
        session.feeds.push(image);
        session.calls.push("run");
        return Promise.resolve(Object.fromEntries(
          given.map((
            data,
            i,
          ) => [`output${i}`, { dims: [data.length], getData: () => Promise.resolve(data) }]),
        ));
      },
      endProfiling() {
        session.calls.push("endProfiling");
        Deno.writeTextFileSync(`${options.profileFilePrefix}_now.json`, JSON.stringify(trace));
      },
      release() {
        session.calls.push("release");
        return Promise.resolve();
      },
    };
    return fake as unknown as ort.InferenceSession;
  }
  return { sessions, runtime: { create, now: () => nowMs += TICK_MS } };
}
