import { assertEquals } from "@std/assert";
import { BUILT_IN_ENGINES } from "../../../bench/engines/built_in.ts";
import {
  engineKey,
  engineOf,
  engineText,
  isDefaultEngine,
  type MeasuredEngine,
  runEngines,
  versionsText,
} from "../../../reports/records/engine_use.ts";
import { engineRecords, OPENVINO, ORT } from "../fixtures/engine_records.ts";
import { RUN } from "../fixtures/fixed_records.ts";

const USUAL: MeasuredEngine = { engine: "onnxruntime-node", options: {}, instances: 1 };

Deno.test("engineText() names the engine, its variant, its instances and its options", () => {
  assertEquals(engineText(USUAL), "ONNX Runtime");
  assertEquals(engineText({ ...USUAL, instances: 2 }), "ONNX Runtime, 2 instances");
  const compiled = { ...USUAL, engine: "pytorch", variant: "compile" };
  assertEquals(engineText(compiled), "PyTorch (compile)");
  const options = { streams: "2", hint: "throughput" };
  assertEquals(
    engineText({ ...compiled, instances: 3, options }),
    "PyTorch (compile), 3 instances, hint=throughput, streams=2",
  );
  assertEquals(engineText({ ...USUAL, engine: "constructor" }), "constructor");
});

Deno.test("isDefaultEngine() is the usual engine as it is, and nothing else", () => {
  assertEquals(isDefaultEngine(USUAL), true);
  assertEquals(isDefaultEngine({ ...USUAL, engine: "other" }), false);
  assertEquals(isDefaultEngine({ ...USUAL, instances: 2 }), false);
  assertEquals(isDefaultEngine({ ...USUAL, variant: "x" }), false);
  assertEquals(isDefaultEngine({ ...USUAL, options: { x: "1" } }), false);
});

Deno.test("engineKey() is another one for another engine, variant, number or option", () => {
  const ways: readonly MeasuredEngine[] = [
    USUAL,
    { ...USUAL, engine: "other" },
    { ...USUAL, instances: 2 },
    { ...USUAL, variant: "x" },
    { ...USUAL, options: { x: "1" } },
  ];
  assertEquals(new Set(ways.map(engineKey)).size, ways.length);
  const [ab, ba] = [{ a: "1", b: "2" }, { b: "2", a: "1" }];
  assertEquals(engineKey({ ...USUAL, options: ab }), engineKey({ ...USUAL, options: ba }));
});

Deno.test("runEngines() of a run that names none is the usual one with the run's graphs", () => {
  assertEquals(runEngines(RUN), [{ ...USUAL, graphs: ["plain"], versions: {} }]);
});

Deno.test("engineOf() takes the options from the run", () => {
  const [run] = engineRecords([{ use: ORT, rates: { "deit-s": 1 } }, { use: OPENVINO, rates: {} }]);
  if (run?.kind !== "run") throw new Error("Cannot find the run");
  assertEquals(engineOf(run, { engine: "openvino", instances: 1 }).options, { hint: "latency" });
  assertEquals(engineOf(run, { engine: "openvino", instances: 2 }).options, {});
});

Deno.test("versionsText() is by name", () => {
  assertEquals(versionsText({ torch: "2.13.0", python: "3.11.2" }), "python 3.11.2, torch 2.13.0");
});

Deno.test("engineText() calls every engine of ours as its description does", () => {
  for (const { description: { name, title } } of BUILT_IN_ENGINES) {
    const text = engineText({ ...USUAL, engine: name });
    // The usual one goes without what tells it from its siblings.
    assertEquals([name, title.replace(" (Node)", "")], [name, text]);
  }
});
