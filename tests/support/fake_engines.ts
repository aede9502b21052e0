// Descriptions of the engine in tests/bench/fakes/fake_engine.ts, and a graph that it computes right.

import type { EngineDescription } from "../../bench/engine/description.ts";
import type { LocatedEngine } from "../../bench/engine/located_engine.ts";
import { buildGraph } from "../../models/graph/builder.ts";
import { single } from "../../models/graph/scope.ts";

const SCRIPT = new URL("../bench/fakes/fake_engine.ts", import.meta.url).href;

/** `[N, 3, 4, 4]`, negated: what the fake engine takes every model for. */
export const NEGATION = buildGraph("negation", {
  input: { name: "image", shape: ["N", 3, 4, 4] },
  outputName: "negated",
  body: (g, x) => single(g.node("Neg", { inputs: [x], outputs: [x.shape] })),
});

/**
 * The fake engine.
 *
 * @param fault What goes wrong with it, if anything does.
 * @param answers What its answers say in place of what is true.
 */
export function fakeEngine(
  fault = "none",
  answers: Readonly<Record<string, unknown>> = {},
  changes: Partial<EngineDescription> = {},
): LocatedEngine {
  return {
    folder: "/",
    description: {
      protocol: "dsnet-bench-engine/1",
      name: "fake",
      title: "Fake",
      takes: "onnx",
      command: [
        "{deno}",
        "run",
        "--quiet",
        "--no-prompt",
        "--no-check",
        "--allow-ffi",
        "--allow-read",
        "--allow-write",
        "--v8-flags=--max-old-space-size=60",
        SCRIPT,
        fault,
        JSON.stringify(answers),
      ],
      devices: ["cpu", "fake-device"],
      precisions: ["fp32", "bf16"],
      install: "get the fake engine",
      ...changes,
    },
  };
}
