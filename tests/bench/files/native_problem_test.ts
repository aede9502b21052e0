// github.com/denoland/deno/issues/30448, github.com/denoland/deploy_feedback/issues/762: Deno skips
// install scripts, and hosted Deno refuses native code.

import { assertEquals, assertMatch } from "@std/assert";
import { nativeProblem } from "../../../bench/files/native_problem.ts";
import { runTied } from "../../support/tied_process.ts";

Deno.test("nativeProblem() says of a Deno without native code that it is one", async () => {
  const { stderr } = await runTied("deno", {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--cached-only",
      "--allow-read",
      "bench/trace/trace_worker.ts",
      "{}",
    ],
  });
  assertMatch(nativeProblem(stderr) ?? stderr, /^this Deno may load no native library, as hosted/);
});

Deno.test("nativeProblem() tells what is not installed from what the system lacks", () => {
  assertMatch(
    nativeProblem("Cannot find module '../bin/napi-v6/sunos/x64/onnxruntime_binding.node'") ?? "",
    /not installed, or has no native library for this system: run `deno install`/,
  );
  assertMatch(
    nativeProblem("libstdc++.so.6: cannot open shared object file: No such file") ?? "",
    /needs what this system lacks/,
  );
  assertEquals(nativeProblem("error: Uncaught RangeError: anything else"), undefined);
});
