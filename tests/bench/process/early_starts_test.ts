import { assertEquals, assertRejects } from "@std/assert";
import { earlyStarts } from "../../../bench/process/early_starts.ts";

/** Starts of texts, in groups by their first letter; what is called "b bad" does not start. */
function starts({ room = 0, isReady = () => Promise.resolve() } = {}) {
  const events: string[] = [];
  const early = earlyStarts<string, string>({
    start(key) {
      events.push(`start ${key}`);
      return key === "b bad" ? Promise.reject(new Error("no")) : Promise.resolve(`made ${key}`);
    },
    end(thing) {
      events.push(`end ${thing}`);
      return Promise.resolve();
    },
    ready: isReady,
    groupOf: (key) => key.slice(0, 1),
    weightOf: (key) => key === "c alone" ? Infinity : 1,
    room,
  });
  return { early, events };
}

Deno.test("earlyStarts() starts what is expected of a group with the first of it", async () => {
  const { early, events } = starts();
  early.expect(["a1", "a2", "b1"]);
  assertEquals(await early.take("a1"), "made a1");
  assertEquals(events, ["start a1", "start a2"]);
  assertEquals([await early.take("a2"), await early.take("c1")], ["made a2", "made c1"]);
  assertEquals(events, ["start a1", "start a2", "start c1"]);
});

Deno.test("earlyStarts() ends what nobody asked for, and says a problem to who asks only", async () => {
  const { early, events } = starts();
  early.expect(["b1", "b bad", "b2"]);
  await early.take("b1");
  await assertRejects(() => early.take("b bad"), Error, "no");
  await early.endRest();
  assertEquals(events.slice(3), ["end made b2"]);
  assertEquals(await early.take("b2"), "made b2");
});

Deno.test("earlyStarts() starts as many that follow as there is room for, and waits until all are ready", async () => {
  const { promise: readiness, resolve } = Promise.withResolvers<void>();
  const { early, events } = starts({ room: 3, isReady: () => readiness });
  early.expect(["a1", "b1", "b2", "d1"]);
  const taken = early.take("a1");
  assertEquals(events, ["start a1", "start b1", "start b2"]);
  const { promise: later, resolve: isLater } = Promise.withResolvers<string>();
  setTimeout(() => isLater("not yet"));
  assertEquals(await Promise.race([taken, later]), "not yet");
  resolve();
  assertEquals(await taken, "made a1");
  assertEquals([await early.take("b1"), await early.take("b2")], ["made b1", "made b2"]);
  assertEquals(events.length, 3);
  await early.take("d1");
  assertEquals(events.slice(3), ["start d1"]);
});

Deno.test("earlyStarts() starts with its own group what cannot tell that it is ready", async () => {
  const { early, events } = starts({ room: 3 });
  early.expect(["a1", "c alone", "d1"]);
  await early.take("a1");
  assertEquals(events, ["start a1"]);
  await early.take("c alone");
  assertEquals(events, ["start a1", "start c alone"]);
});
