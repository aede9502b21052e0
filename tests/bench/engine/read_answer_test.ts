import { assertEquals, assertThrows } from "@std/assert";
import { lineMessage, readAnswer } from "../../../bench/engine/read_answer.ts";

const SLICE = { kind: "slice", samplesMs: [1.5, 2], peakMemoryBytes: 1, idleCpuMs: 0 };
const LOADED = {
  kind: "loaded",
  versions: { it: "1.2" },
  deviceName: null,
  precision: "fp32",
  threads: 2,
  loadMs: 1,
  firstRunMs: 2,
  runsInFlight: 1,
  notes: [],
  outputs: [{ name: "logits", type: "float32", shape: [1, 10], path: "/out/0.bin" }],
};

Deno.test("lineMessage() takes what is no JSON for noise, and refuses other JSON", () => {
  assertEquals(lineMessage("Loading plugins…"), undefined);
  assertEquals(lineMessage('{"kind":"slice"}')?.kind, "slice");
  for (const line of ["3", "null", "{}", '["kind"]', '{"kind":7}']) {
    assertThrows(() => lineMessage(line), Error, `engine said what is no answer: ${line}`);
  }
});

Deno.test("readAnswer() gives a sound answer of the kind that was asked for", () => {
  assertEquals<unknown>(readAnswer(SLICE, "slice"), SLICE);
  assertEquals<unknown>(readAnswer(LOADED, "loaded").outputs, LOADED.outputs);
});

Deno.test("readAnswer() passes on the words of an engine that could not do it", () => {
  const refused = { kind: "error", error: "no such device" };
  assertThrows(() => readAnswer(refused, "probed"), Error, "no such device");
});

Deno.test("readAnswer() refuses what was not asked for, and numbers that cannot be", () => {
  const read = (changes: object) => readAnswer({ ...SLICE, ...changes }, "slice");
  const wrong = 'engine gave a wrong answer to "slice"';
  assertThrows(() => read({ kind: "loaded" }), Error, '"loaded" where "slice" was asked for');
  assertThrows(() => read({ samplesMs: [] }), Error, wrong);
  assertThrows(() => read({ samplesMs: [-1] }), Error, "at samplesMs.0");
  assertThrows(() => read({ samplesMs: [null] }), Error, wrong);
  assertThrows(() => read({ samplesMs: Array(1_000_001).fill(1) }), Error, wrong);
  assertThrows(() => read({ peakMemoryBytes: undefined }), Error, "peakMemoryBytes is missing");
  const load = (changes: object) => readAnswer({ ...LOADED, ...changes }, "loaded");
  const versions = Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`v${i}`, "1"]));
  assertThrows(() => load({ versions }), Error, "must have 32 versions at most at versions");
  assertThrows(() => load({ runsInFlight: 0 }), Error, "at runsInFlight");
  assertThrows(() => load({ precision: "int4" }), Error, "at precision");
  assertThrows(() => load({ threads: 1e400 }), Error, "at threads");
});
