// cli/shell/abort_on_signals.ts; what bench does when it is aborted is in tests/cli/faults_test.ts, by
// SIGINT, on which `deno test` itself would end.

import { assertEquals } from "@std/assert";
import { setTimeout as delay } from "node:timers/promises";
import { abortOnSignals } from "../../../cli/shell/abort_on_signals.ts";

for (const name of ["SIGTERM", "SIGHUP"] as const) {
  Deno.test({
    ignore: Deno.build.os === "windows",
    name: `abortOnSignals() aborts on ${name}, which ends nothing else`,
    async fn() {
      const { signal, stop } = abortOnSignals();
      assertEquals(signal.aborted, false);
      Deno.kill(Deno.pid, name);
      while (!signal.aborted) await delay(1);
      stop();
    },
  });
}

Deno.test("abortOnSignals() aborts when it is told to", () => {
  const { signal, abort, stop } = abortOnSignals();
  abort();
  assertEquals(signal.aborted, true);
  stop();
});
