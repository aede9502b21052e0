import { assertEquals } from "@std/assert";
import {
  jobForecast,
  jobsMs,
  newPace,
  partsForecast,
  plannedJobs,
} from "../../../bench/run/forecast.ts";
import { networkCosts } from "../../../bench/plan/network_cost.ts";
import { findModel } from "../../../models/catalog.ts";

const LIMITS = { timeMs: 1000, rounds: null, sliceMs: 50 };
const JOB = { loadMs: 100, runMs: 10 };

Deno.test("jobForecast() goes by multiply-adds, parameters, batch and threads", () => {
  const cost = { macs: 4e7, params: 2e5 };
  // One run 2 x 4e7 / 8e7 = 1 ms; weights 1 ms; 8 runs before the rounds.
  assertEquals(jobForecast(cost, { batch: 2, threads: 2 }), { loadMs: 1500 + 1 + 5, runMs: 1 });
});

Deno.test("jobsMs() is loading and the rounds, at the pace of the machine", () => {
  const pace = newPace();
  assertEquals(jobsMs([JOB, JOB], LIMITS, pace), 200 + 1000);
  assertEquals(jobsMs([JOB], { ...LIMITS, rounds: 4 }, pace), 100 + 4 * 50);
  pace.note(100, 1000);
  // A run takes 100 ms now, three rounds of two are made in any case.
  assertEquals(jobsMs([JOB, JOB], { ...LIMITS, timeMs: 1 }, pace), 2000 + 3 * 200);
  assertEquals(jobsMs([], LIMITS, pace), 0);
});

Deno.test("partsForecast() gives parts time for about as many rounds", () => {
  // Rounds of 2 x 50 ms, as runs are shorter than slices, and of 300 ms.
  const parts = [[JOB, JOB], [{ loadMs: 0, runMs: 300 }]];
  const forecast = partsForecast(parts, { plan: LIMITS, pace: newPace(), now: () => 0 });
  const times = parts.map((_, index) => {
    forecast.startPart(index);
    return forecast.timeMs();
  });
  assertEquals(times, [250, 750]);
  // What is left of a run has the time that it had in the whole.
  const left = { plan: LIMITS, whole: parts, pace: newPace(), now: () => 0 };
  assertEquals(partsForecast(parts.slice(0, 1), left).timeMs(), 250);
});

Deno.test("partsForecast() counts what is to be loaded, the rounds and the parts to come", () => {
  let now = 0;
  const pace = newPace();
  const limits = { ...LIMITS, timeMs: 1500 };
  const forecast = partsForecast([[JOB, JOB], [JOB]], { plan: limits, pace, now: () => now });
  forecast.startPart(0);
  forecast.loading(0);
  assertEquals(forecast.leftMs(), 200 + 1000 + 100 + 500);
  now = 60;
  assertEquals(forecast.leftMs(), 140 + 1000 + 100 + 500);
  now = 200;
  // The first took twice as long as foretold; so will the others.
  forecast.loading(1);
  assertEquals(forecast.leftMs(), 200 + 1000 + 200 + 500);
  now = 400;
  forecast.loaded();
  assertEquals(forecast.leftMs(320), 320 + 200 + 500);
  forecast.loaded();
  forecast.startPart(1);
  forecast.loading(0);
  assertEquals(forecast.leftMs(), 200 + 500);
});

Deno.test("plannedJobs() has ceilings, every graph, and nothing that refuses the size", () => {
  const plan = {
    ...LIMITS,
    models: [findModel("resnet18"), findModel("dsnet-t")],
    graphs: ["plain", "fast"] as const,
    size: { height: 50, width: 50 },
    batch: 1,
    threads: 1,
    ceilings: false,
  };
  assertEquals(plannedJobs(plan, networkCosts()).length, 2);
  const usual = { ...plan, size: { height: 224, width: 224 } };
  const jobs = plannedJobs(usual, networkCosts());
  assertEquals(jobs.length, 4);
  assertEquals(plannedJobs({ ...usual, ceilings: true }, networkCosts()).length > 4, true);
});
