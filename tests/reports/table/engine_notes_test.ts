import { assertEquals } from "@std/assert";
import { engineNotes } from "../../../reports/table/engine_notes.ts";
import { measurementsOf } from "../../../reports/records/measurement.ts";
import {
  engineRecords,
  type EngineRows,
  OPENVINO,
  ORT,
  PYTORCH,
  THREE_ENGINES,
} from "../fixtures/engine_records.ts";
import { RECORDS } from "../fixtures/fixed_records.ts";

function notesOf(rows: readonly EngineRows[]): readonly string[] {
  return engineNotes(measurementsOf(engineRecords(rows)).measurements).map(({ text }) => text);
}

Deno.test("engineNotes() has nothing to say of the usual engine alone", () => {
  assertEquals(engineNotes(measurementsOf(RECORDS).measurements), []);
});

Deno.test("engineNotes() says what each engine is and what its columns mean", () => {
  assertEquals(notesOf(THREE_ENGINES), [
    "Ratios to the anchor stay within one engine.",
    "Over ONNX Runtime: images/s over those of the same network by onnxruntime-node in " +
    "one process, with the same graph where it ran that, round by round.",
    "ONNX Runtime: engine onnxruntime-node, onnxruntime-node 1.30.0.",
    "PyTorch (compile): engine pytorch, pytorch 2.0.",
    "OpenVINO, hint=latency: engine openvino, openvino 2.0.",
  ]);
});

Deno.test("engineNotes() says how many processes and runs were under way", () => {
  const rates = { "deit-s": 30 };
  const [, note] = notesOf([
    { use: { ...OPENVINO, instances: 2 }, rates, changes: { runsInFlight: 4 } },
  ]);
  assertEquals(
    note,
    "OpenVINO, 2 instances, hint=latency: engine openvino, openvino 2.0; 2 processes side by side " +
      "that share out threads and batch, images/s of all of them; up to 4 runs under way at the same " +
      "time.",
  );
});

Deno.test("engineNotes() says of an engine that is missing that it timed nothing", () => {
  const failed = { failed: "PyTorch is not there: python3 -m pip install torch" };
  const notes = notesOf([{ use: PYTORCH, rates: { "deit-s": failed } }]);
  assertEquals(notes.at(-1), "PyTorch (compile): engine pytorch; no row of it was timed.");
});

Deno.test("engineNotes() says why a speed is withheld", () => {
  const records = engineRecords(THREE_ENGINES).map((record) =>
    record.kind === "failure" ? { ...record, stage: "check" as const } : record
  );
  const last = engineNotes(measurementsOf(records).measurements).at(-1)?.text;
  assertEquals(last?.startsWith("The outputs of every engine are held against"), true);
  assertEquals(notesOf([{ use: ORT, rates: {} }]), []);
});
