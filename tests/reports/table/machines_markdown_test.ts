import { assertEquals } from "@std/assert";
import { machinesMarkdown } from "../../../reports/table/machines_markdown.ts";
import { engineRecords, ORT, PYTORCH } from "../fixtures/engine_records.ts";
import { failure, METHODS, RUN, timing } from "../fixtures/fixed_records.ts";

const SETTINGS = { ...RUN.settings, models: ["deit-s", "dsnet-b"] };
const HERE = { ...RUN, settings: SETTINGS };
const THERE = { ...RUN, runId: "run-2", machine: "ffff", settings: { ...SETTINGS, threads: 16 } };

Deno.test("machinesMarkdown() has a column for each machine and a row for each network", () => {
  const text = machinesMarkdown([
    HERE,
    timing("deit-s", 128, 1),
    timing("dsnet-b", 64, 0.5),
    THERE,
    { ...timing("deit-s", 512, 1), runId: "run-2", threads: 16 },
    { ...failure("dsnet-b", "killed"), runId: "run-2" },
  ], METHODS);
  assertEquals(text?.split("\n").slice(4), [
    "| Method   | Size | Batch | Graph | Precision | 0a1b2c3d4e5f, cpu, 4 thread(s) | ffff, cpu, 16 thread(s) |",
    "| :------- | :--- | :---- | :---- | :-------- | -----------------------------: | ----------------------: |",
    "| DeiT-S   | 224  | 8     | plain | fp32      |         128 (127 to 129); 1.00 |  512 (511 to 513); 1.00 |",
    "| DS-Net-B | 224  | 8     | plain | fp32      |     64.0 (63.0 to 65.0); 0.500 |                  failed |",
    "",
  ]);
});

Deno.test("machinesMarkdown() names the card of a run, whether a row was timed or not", () => {
  const environment = { ...RUN.environment, deviceKinds: ["NVIDIA L4"] };
  const there = { ...THERE, environment, settings: { ...THERE.settings, device: "cuda" } };
  const header = machinesMarkdown([HERE, timing("deit-s", 128, 1), there], METHODS)?.split("\n")[4];
  assertEquals(header?.split(" | ").slice(-2), [
    "0a1b2c3d4e5f, cpu, 4 thread(s)",
    "ffff, cuda (NVIDIA L4), 16 thread(s) |",
  ]);
});

Deno.test("machinesMarkdown() leaves an unmeasured row empty, never 0", () => {
  const text = machinesMarkdown([HERE, timing("deit-s", 128, 1), THERE], METHODS);
  assertEquals(text?.includes("128 (127 to 129); 1.00 |                         |"), true);
});

Deno.test("machinesMarkdown() is not there for a single machine", () => {
  assertEquals(machinesMarkdown([HERE, timing("deit-s", 128, 1)], METHODS), undefined);
});

Deno.test("machinesMarkdown() has a column for each engine on each machine, of several machines", () => {
  const rows = [ORT, PYTORCH].map((use, index) => ({ use, rates: { "deit-s": 20 - 10 * index } }));
  const here = engineRecords(rows);
  assertEquals(machinesMarkdown(here, METHODS), undefined);
  const there = engineRecords(rows, { runId: "run-2", machine: "ffff" });
  const [header, , row] = machinesMarkdown([...here, ...there], METHODS)?.split("\n").slice(4) ??
    [];
  assertEquals(header?.match(/(?:0a1b2c3d4e5f|ffff), [^|]*[^| ]/g), [
    "0a1b2c3d4e5f, cpu, 4 thread(s), ONNX Runtime",
    "0a1b2c3d4e5f, cpu, 4 thread(s), PyTorch (compile)",
    "ffff, cpu, 4 thread(s), ONNX Runtime",
    "ffff, cpu, 4 thread(s), PyTorch (compile)",
  ]);
  assertEquals(row?.match(/\d+\.0 \(/g), ["20.0 (", "10.0 (", "20.0 (", "10.0 ("]);
});

Deno.test("machinesMarkdown() keeps runs with unlike inputs in columns of their own", () => {
  const resident = {
    ...HERE,
    runId: "run-3",
    settings: { ...SETTINGS, input: "resident" as const },
  };
  const text = machinesMarkdown([
    HERE,
    timing("deit-s", 128, 1),
    resident,
    { ...timing("deit-s", 256, 1), runId: "run-3" },
    THERE,
  ], METHODS);
  assertEquals(text?.match(/input \w+/g), ["input copied", "input resident", "input copied"]);
  assertEquals(text?.includes("128 (127 to 129)") && text.includes("256 (255 to 257)"), true);
});
