import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { agreeingStarter, BLAME_LIMIT_MS, blameSearch } from "../../../bench/run/agreeing.ts";
import type { Job } from "../../../bench/job/protocol.ts";
import { appliedRewrites } from "../../../bench/job/subject.ts";
import { findModel } from "../../../models/catalog.ts";
import { fakeJob, fakeMachine, type FakeModel } from "../fakes/fake_workers.ts";

const PLAIN = findModel("dsnet-t").build({ size: { height: 64, width: 64 } });
const JOB: Job = { ...fakeJob("dsnet-t"), graph: "fast" };
const APPLIED = appliedRewrites(JOB, PLAIN);

/** A search whose trials take their time and differ by so much with one rewrite. */
function searching({ trialMs = 0, difference = 1 }) {
  let [nowMs, trialCount] = [0, 0];
  const search = blameSearch({
    now: () => nowMs,
    differenceWith(_, rewrites) {
      [nowMs, trialCount] = [nowMs + trialMs, trialCount + 1];
      return Promise.resolve(rewrites.includes(APPLIED[0] as string) ? difference : 0);
    },
  });
  const blame = () => search(JOB, PLAIN, new AbortController().signal);
  return { blame, trialCount: () => trialCount };
}

Deno.test("blameSearch() begins no trial once a minute is over, of all searches together", async () => {
  assertEquals(BLAME_LIMIT_MS, 60_000);
  const ended = "the search for the rewrite to blame ended after 60 s with no rewrite";
  const slow = searching({ trialMs: 60_000 });
  assertEquals([await slow.blame(), slow.trialCount()], [ended, 1]);
  assertEquals([await slow.blame(), slow.trialCount()], [ended, 1]);
  const faster = searching({ trialMs: 59_999 });
  assertEquals([await faster.blame(), faster.trialCount()], [ended, 2]);
});

Deno.test("blameSearch() takes a trial for equal up to the tolerance of the job", async () => {
  const { blame } = searching({ difference: 1.01e-4 });
  assertEquals(await blame(), `to blame is ${APPLIED[0]}, without it they agree`);
  // Where every trial agrees, the search ends with the last.
  const { blame: equal } = searching({ difference: 0.99e-4 });
  assertEquals(await equal(), `to blame is ${APPLIED.at(-1)}, without it they agree`);
});

/** Starts a job on a machine with one fast model, and says what came of it. */
function started(
  fast: FakeModel,
  { model = "dsnet-t", hasPlain = false, signal = new AbortController().signal } = {},
) {
  const machine = fakeMachine({ [`${model} fast`]: fast, [model]: { runMs: () => 100 } });
  const seen: (readonly [reason: string, instead: string | undefined])[] = [];
  const start = agreeingStarter({
    startWorker: machine.startWorker,
    hasPlain: () => hasPlain,
    signal,
    blameOf: () => Promise.resolve("blamed"),
    onDisagreement: (_, reason, instead) => seen.push([reason, instead?.graph]),
  });
  return { seen, machine, starting: () => start({ ...JOB, model }) };
}

Deno.test("agreeingStarter() lets through what agrees up to the tolerance, and no more", async () => {
  const good = started({ runMs: () => 1, referenceDifference: 1e-4 });
  await good.starting();
  assertEquals([good.seen, good.machine.closed], [[], []]);

  const bad = started({ runMs: () => 1, referenceDifference: 1.01e-4 });
  await bad.starting();
  const reason = "outputs disagree with the plain graph on the CPU: relative difference 1.0e-4, " +
    "allowed 0.0001; blamed; the plain graph is timed instead";
  assertEquals([bad.seen, bad.machine.closed], [[[reason, "plain"]], ["dsnet-t"]]);
});

Deno.test("agreeingStarter() puts nothing in the place of outputs beside a plain row", async () => {
  const { seen, starting } = started(
    { runMs: () => 1, finite: false },
    { hasPlain: true },
  );
  await assertRejects(starting, Error, "outputs are not finite; blamed; the speed is withheld");
  assertEquals(seen.map(([, instead]) => instead), [undefined]);
  assertStringIncludes(seen[0]?.[0] ?? "", "outputs are not finite");
});

Deno.test("agreeingStarter() asks nothing of the ceilings", async () => {
  const wild = { runMs: () => 1, finite: false };
  const { seen, starting } = started(wild, { model: "ceiling/copy" });
  await starting();
  assertEquals(seen, []);
});

Deno.test("agreeingStarter() starts nothing in a graph's place once it is told to stop", async () => {
  const { seen, machine, starting } = started(
    { runMs: () => 1, finite: false },
    { signal: AbortSignal.abort(new Error("stopped")) },
  );
  await assertRejects(starting, Error, "stopped");
  assertEquals([seen.length, machine.closed], [1, ["dsnet-t"]]);
});
