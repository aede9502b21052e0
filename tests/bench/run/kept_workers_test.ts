import { assertEquals, assertRejects } from "@std/assert";
import { keptWorkers } from "../../../bench/run/kept_workers.ts";
import { fakeJob, fakeMachine } from "../fakes/fake_workers.ts";

const MODELS = { kept: { runMs: () => 1 }, other: { runMs: () => 1 } };

Deno.test("keptWorkers() loads a kept job once, and closes it when all is over", async () => {
  const { startWorker, closed } = fakeMachine(MODELS);
  {
    await using workers = keptWorkers(startWorker, ({ model }) => model === "kept");
    const first = await workers.startWorker(fakeJob("kept"));
    await first.close();
    const again = await workers.startWorker(fakeJob("kept"));
    assertEquals(again.loaded === first.loaded, true);
    assertEquals([first.isWarm, again.isWarm], [undefined, true]);
    assertEquals((await again.runSlice(2)).samplesMs, [1, 1]);
    await again.close();
    assertEquals(closed, []);
    await (await workers.startWorker(fakeJob("other"))).close();
    assertEquals(closed, ["other"]);
  }
  assertEquals(closed, ["other", "kept"]);
});

Deno.test("keptWorkers() does not keep a worker that died", async () => {
  const { startWorker, closed } = fakeMachine({ kept: { ...MODELS.kept, diesAtRun: 0 } });
  await using workers = keptWorkers(startWorker, () => true);
  const first = await workers.startWorker(fakeJob("kept"));
  await assertRejects(() => first.runSlice(1), Error, "worker died");
  assertEquals(closed, ["kept"]);
  const second = await workers.startWorker(fakeJob("kept"));
  assertEquals(second.loaded === first.loaded, false);
});
