// `bench --engine` as its user calls it, with an engine of anybody's beside the default one.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { EngineDescription } from "../../../bench/engine/description.ts";
import type { BenchRecord } from "../../../bench/record/record.ts";
import { parseRecords } from "../../../bench/record/record_reader.ts";
import { fakeEngine } from "../../support/fake_engines.ts";
import { node, onnxFile, value } from "../../support/onnx_file.ts";
import { runTask, type TaskResult, withFolder } from "../../support/run_task.ts";

/** What the fake engine computes right. */
const NEGATION = onnxFile({
  nodes: [node("Neg", ["image"], ["negated"])],
  inputs: [value("image", ["N", 3, 4, 4])],
  outputs: [value("negated", ["N", 3, 4, 4])],
});

const QUICK = "--batch 4 --device cpu --ceilings off --rounds 3 --slice 0.01s --threads 2".split(
  " ",
);

/** Calls `bench` on the negation with these engines, and again with `--resume` if asked for. */
function bench(
  engines: Readonly<Record<string, Partial<EngineDescription>>>,
  ...args: readonly string[]
): Promise<TaskResult & { readonly records: readonly BenchRecord[] }> {
  return withFolder(async (folder) => {
    await Deno.writeFile(`${folder}/negation.onnx`, NEGATION);
    for (const [name, changes] of Object.entries(engines)) {
      const { description } = fakeEngine("none", {}, { name, ...changes });
      await Deno.writeTextFile(`${folder}/${name}.json`, JSON.stringify(description));
    }
    const named = [
      "onnxruntime-node",
      ...Object.keys(engines).map((name) => `${folder}/${name}.json`),
    ];
    const asked = args.includes("--engine") ? [] : ["--engine", named.join(",")];
    const given = args.map((text) => text.replace("FOLDER", folder));
    const call = [
      `${folder}/negation.onnx`,
      ...QUICK,
      ...asked,
      ...given,
      "--out",
      `${folder}/out`,
    ];
    const result = await runTask("bench", ...call);
    const text = await Deno.readTextFile(`${folder}/out/records.jsonl`).catch(() => "");
    return { ...result, records: parseRecords(text).records };
  });
}

function timingsOf(records: readonly BenchRecord[]) {
  return records.filter((record) => record.kind === "timing");
}

Deno.test("bench times an engine by its description beside the default one, in the same rounds", async () => {
  const { code, stderr, stdout, records } = await bench({ fake: {} });
  assertEquals(code, 0, stderr);
  const timings = timingsOf(records);
  assertEquals(
    timings.map(({ engine, graph, referenceDifference }) => [engine, graph, referenceDifference]),
    [
      ["onnxruntime-node", "fast", 0],
      ["fake", "plain", 0],
    ],
  );
  assertEquals(new Set(timings.map(({ roundsId }) => roundsId)).size, 1);
  const [, fake] = timings;
  assertEquals([fake?.deviceName, { ...fake?.engineVersions }], ["Fake", { fake: "1.0" }]);
  assert(fake?.overDefaultEngine !== null, "it has a ratio to the default engine");
  const run = records.find((record) => record.kind === "run");
  assertEquals(run?.settings.engines?.map(({ engine, graphs }) => [engine, graphs]), [
    ["onnxruntime-node", ["fast"]],
    ["fake", ["plain"]],
  ]);
  assertStringIncludes(stdout, "Fake");
  assertStringIncludes(stderr, "nobody has proved the fast one equal there");
});

Deno.test("bench gives rows of an engine that is not there the line that gets it, and times the rest", async () => {
  const missing = { command: ["no-such-program-here"], install: "get it somewhere" };
  const { code, stderr, records } = await bench({ missing });
  assertEquals(code, 1, stderr);
  const failures = records.filter((record) => record.kind === "failure");
  assertEquals(failures.map(({ engine, stage }) => [engine, stage]), [["missing", "load"]]);
  assertStringIncludes(
    failures[0]?.reason ?? "",
    'as there is no "no-such-program-here": get it somewhere',
  );
  assertEquals(timingsOf(records).map(({ engine }) => engine), ["onnxruntime-node"]);

  const alone = await bench({ missing }, "--engine", "FOLDER/missing.json");
  assertEquals([alone.code, alone.stdout], [3, ""]);
  assertStringIncludes(alone.stderr, 'as there is no "no-such-program-here": get it somewhere');
});

Deno.test("bench withholds the speed of an engine that computes something else", async () => {
  const { description: { command } } = fakeEngine("wrong outputs");
  const { code, stderr, records } = await bench({ wrong: { command } });
  assertEquals(code, 1, stderr);
  const failures = records.filter((record) => record.kind === "failure");
  assertEquals(failures.map(({ engine, stage }) => [engine, stage]), [["wrong", "check"]]);
  assertStringIncludes(failures[0]?.reason ?? "", "outputs disagree with the plain graph");
  assertEquals(timingsOf(records).some(({ engine }) => engine === "wrong"), false);
});

Deno.test("bench makes instances rows of their own, and names their number", async () => {
  const { code, stderr, records } = await bench({ fake: {} }, "--instances", "1,2");
  assertEquals(code, 0, stderr);
  const rows = timingsOf(records).filter(({ engine }) => engine === "fake");
  assertEquals(rows.map(({ instances, batch }) => [instances, batch]), [[1, 4], [2, 4]]);
  // The fake engine takes as long for half a batch.
  const [one, two] = rows.map(({ imagesPerSecond }) => imagesPerSecond.median);
  assertEquals(two, one);
});
