import { assert, assertEquals, assertRejects } from "@std/assert";
import { withFolder } from "../../support/run_task.ts";
import {
  benchGraphs,
  buildGraph,
  compareSides,
  conv2d,
  type Graph,
  linear,
  mean,
  parseRecords,
  recordLine,
  relu,
  sideOf,
} from "../../../mod.ts";

function tiny(name: string, out: number, input = "image"): Graph {
  return buildGraph(name, {
    input: { name: input, shape: ["N", 3, 32, 32] },
    outputName: "logits",
    body(g, image) {
      const x = relu(g, conv2d(g, "conv1", image, { out, kernel: 3, stride: 2, pad: 1 }));
      return linear(g, "fc", mean(g, x, [2, 3]), 10);
    },
  });
}

Deno.test("benchGraphs() counts and times graphs that are in no catalog", () =>
  withFolder(async (folder) => {
    const graphs = [tiny("narrow", 16), tiny("wide", 32)];
    const options = {
      batch: 2,
      variants: ["plain", "fast"],
      timeMs: 1,
      rounds: 3,
      folder,
    } as const;
    const { counts, timings, failures, records } = await benchGraphs(graphs, options);
    assertEquals(failures, []);
    assertEquals(counts.map(({ model, params, macs }) => [model, params, macs]), [
      ["narrow", 618, 110752],
      ["wide", 1226, 221504],
    ]);
    assertEquals(
      timings.map(({ model, graph, size, batch, relative }) => [
        model,
        graph,
        size,
        batch,
        relative?.anchor,
      ]),
      [
        ["narrow", "plain", "32", 2, "narrow"],
        ["narrow", "fast", "32", 2, "narrow"],
        ["wide", "plain", "32", 2, "narrow"],
        ["wide", "fast", "32", 2, "narrow"],
      ],
    );
    assert(
      timings.every(({ imagesPerSecond, roundsMs }) =>
        imagesPerSecond.median > 0 && roundsMs.length === 3
      ),
    );

    const kept = parseRecords(records.map(recordLine).join(""));
    assertEquals([kept.records, kept.problems], [records, []]);
    const [{ runId } = { runId: "" }] = records;
    const later = records.map((record) => ({ ...record, runId: `after ${runId}` }));
    const report = compareSides(sideOf("base", kept.records), sideOf("new", later));
    // Three rounds decide nothing, of rates that are the same.
    assertEquals(report.outcome, "passed");
    assertEquals(report.rows.filter(({ metric }) => metric === "throughput").length, 4);
  }));

Deno.test("benchGraphs() refuses graphs that share a name or differ in their input", async () => {
  const one = tiny("one", 16);
  await assertRejects(() => benchGraphs([one, one]), RangeError, "got one, one, name them apart");
  await assertRejects(() => benchGraphs([]), RangeError, "got none");
  await assertRejects(
    () => benchGraphs([one, tiny("other", 16, "x")]),
    RangeError,
    "got image [N, 3, 32, 32]; x [N, 3, 32, 32]",
  );
});
