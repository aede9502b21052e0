// The gate with real workers: the same version passes, an injected slowdown fails.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { measureAgainst, type VersionSide } from "../../bench/against.ts";
import { type RunPlan, settingsOf } from "../../bench/plan.ts";
import type { Record, RunRecord } from "../../bench/record.ts";
import { usualArguments, workerStarter } from "../../bench/worker_process.ts";
import { findModel } from "../../models/catalog.ts";
import { compareSides } from "../../reports/compare/compare.ts";
import { sideOf } from "../../reports/compare/side.ts";
import { RUN } from "../reports/fixed_records.ts";
import { runTask, withFolder } from "../support/run_task.ts";
import { FAKE_DEVICE } from "./fake_workers.ts";

const PLAN: RunPlan = {
  ...{ runId: "new", models: [findModel("resnet18")], anchor: "resnet18", graphs: ["plain"] },
  ...{ size: { height: 64, width: 64 }, batch: 1, threads: 1, deviceRequested: "cpu" },
  ...{
    device: "cpu",
    precision: "fp32",
    input: "copied",
    seed: 1,
    timeMs: 60_000,
    rounds: 16,
    sliceMs: 60,
  },
  ...{ precisionTarget: 0, ceilings: false, memoryLimitBytes: 1e12 },
};
const SLOW_WORKER = fileURLToPath(new URL("./slow_worker.ts", import.meta.url));

/** The comparison of this version with one whose workers run another script. */
async function compareWith(newScript: string | undefined) {
  return await withFolder(async (traceFolder) => {
    const options = { timeLimitMs: 60_000, traceFolder };
    const plans = { base: { ...PLAN, runId: "base" }, new: PLAN } as const;
    const records: { readonly [Side in VersionSide]: Record[] } = { base: [], new: [] };
    for (const side of ["base", "new"] as const) {
      const run: RunRecord = { ...RUN, runId: side, settings: settingsOf(plans[side]) };
      records[side].push({ ...run, gitCommit: side });
    }
    await measureAgainst(plans, {
      startWorker: {
        base: workerStarter(options),
        new: workerStarter({
          ...options,
          ...(newScript === undefined ? {} : {
            workerArguments: (argument: string, folder: string) =>
              usualArguments(argument, folder, { script: newScript }),
          }),
        }),
      },
      now: () => performance.now(),
      emit: (side, record) => records[side].push(record),
      show: () => undefined,
      device: FAKE_DEVICE,
    });
    return compareSides(sideOf("base", records.base), sideOf("new", records.new), { paired: true });
  });
}

Deno.test("measureAgainst() lets the gate find a real worker that got a third slower", async () => {
  const { outcome, rows } = await compareWith(SLOW_WORKER);
  assertEquals(rows.find(({ metric }) => metric === "throughput")?.verdict, "worse");
  assertEquals(outcome, "failed");
});

Deno.test("measureAgainst() lets the gate pass the same version", async () => {
  const { outcome, rows } = await compareWith(undefined);
  const verdict = rows.find(({ metric }) => metric === "throughput")?.verdict;
  assertEquals(outcome, "passed", `verdict ${verdict}`);
});

Deno.test("bench --against refuses what is no commit", async () => {
  await withFolder(async (folder) => {
    for (const name of ["no-such-branch", "--output=x"]) {
      const { code, stderr } = await runTask("bench", `--against=${name}`, "--out", folder);
      assertEquals(code, 2);
      assertStringIncludes(stderr, `Cannot compare with "${name}"`);
    }
  });
});
