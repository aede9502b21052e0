import { assert, assertEquals, assertRejects } from "@std/assert";
import { timedRun } from "../../../../bench/engines/parts/timed_run.ts";

const DEVICE_MS = 50;

/** A session that answers at once and whose device is done later. */
function asynchronous(names: readonly string[] = ["logits"]) {
  const finished: string[] = [];
  const output = (name: string) => ({
    dims: [1],
    async getData() {
      await new Promise((resolve) => setTimeout(resolve, DEVICE_MS));
      finished.push(name);
      return new Float32Array([finished.length]);
    },
  });
  const run = () => Promise.resolve(Object.fromEntries(names.map((name) => [name, output(name)])));
  return { finished, outputNames: names, run };
}

Deno.test("timedRun() waits within the sample until the device is done", async () => {
  const session = asynchronous();
  const { runMs, outputs } = await timedRun(session, { image: "image" });
  assert(runMs > DEVICE_MS / 2, `${runMs} ms`);
  assertEquals(session.finished, ["logits"]);
  assertEquals(outputs, [{ name: "logits", shape: [1], data: new Float32Array([1]) }]);
});

Deno.test("timedRun() reads every output, in the order of their names", async () => {
  const session = asynchronous(["boxes", "scores"]);
  const { outputs } = await timedRun(session, { image: "image" });
  assertEquals(session.finished, ["boxes", "scores"]);
  assertEquals(outputs.map(({ name, data }) => [name, data[0]]), [["boxes", 1], ["scores", 2]]);
});

Deno.test("timedRun() says which output is missing", async () => {
  const session = { ...asynchronous(), outputNames: ["logits", "boxes"] };
  await assertRejects(
    () => timedRun(session, { image: "image" }),
    Error,
    'Cannot read output "boxes"',
  );
});
