import { assertEquals } from "@std/assert";
import { engineWays } from "../../../reports/sections/engine_ways.ts";
import { orderSentences } from "../../../reports/sections/order_sentences.ts";
import { paperReport } from "../../../reports/table/paper_table.ts";
import { engineRecords, type EngineRows, ORT, PACE, PYTORCH } from "../fixtures/engine_records.ts";
import { METHODS } from "../fixtures/fixed_records.ts";

const PAIRS = [{ model: "dsnet-b", base: "deit-s" }];

function sentences(rows: readonly EngineRows[], pairs = PAIRS): readonly string[] {
  const { sources } = paperReport(engineRecords(rows), [], METHODS);
  return engineWays(sources)
    .flatMap(({ ways }) => orderSentences(ways, pairs, METHODS));
}

const EAGER = { ...PYTORCH, variant: "eager" };

Deno.test("orderSentences() says that the order holds where every engine says the same", () => {
  const rows = [
    { use: ORT, rates: { "deit-s": 30, "dsnet-b": 15 } },
    { use: PYTORCH, rates: { "deit-s": 20, "dsnet-b": 16 } },
  ];
  assertEquals(sentences(rows), [
    "DS-Net-B over DeiT-S: the order holds; slower with PyTorch (compile), 0.800 (0.800 to 0.800) and " +
    "ONNX Runtime, 0.500 (0.500 to 0.500).",
  ]);
  assertEquals(sentences(rows, [{ model: "deit-s", base: "dsnet-b" }]), [
    "DeiT-S over DS-Net-B: the order holds; faster with PyTorch (compile), 1.25 (1.25 to 1.25) and " +
    "ONNX Runtime, 2.00 (2.00 to 2.00).",
  ]);
});

Deno.test("orderSentences() says where it turns round, by whole intervals only", () => {
  const open = PACE.map((_, round) => round % 2 === 0 ? 19 : 22);
  const turning = [
    { use: ORT, rates: { "deit-s": 30, "dsnet-b": 45 } },
    { use: PYTORCH, rates: { "deit-s": 20, "dsnet-b": 16 } },
    { use: EAGER, rates: { "deit-s": 20, "dsnet-b": open } },
  ];
  assertEquals(sentences(turning), [
    "DS-Net-B over DeiT-S: the order turns round; faster with ONNX Runtime, 1.50 (1.50 to 1.50); " +
    "slower with PyTorch (compile), 0.800 (0.800 to 0.800); neither faster nor slower with " +
    "PyTorch (eager), 1.02 (0.95 to 1.10).",
  ]);
  assertEquals(
    sentences(turning.slice(1))[0]?.split("; ")[0],
    "DS-Net-B over DeiT-S: the order is open",
  );
});

Deno.test("orderSentences() gives no verdict where one engine alone knows", () => {
  const rows = [
    { use: ORT, rates: { "deit-s": 30, "dsnet-b": { failed: "torn" } } },
    { use: PYTORCH, rates: { "deit-s": 20, "dsnet-b": 10 } },
  ];
  assertEquals(sentences(rows), [
    "DS-Net-B over DeiT-S: slower with PyTorch (compile), 0.500 (0.500 to 0.500); unknown with " +
    "ONNX Runtime (not timed).",
  ]);
});

Deno.test("orderSentences() leaves out an engine that timed neither network", () => {
  const rows = [
    { use: ORT, rates: { "deit-s": 30, "dsnet-b": 15 } },
    { use: PYTORCH, rates: { "deit-s": { failed: "torn" }, "dsnet-b": { failed: "torn" } } },
    { use: EAGER, rates: { "deit-s": 20, "dsnet-b": { failed: "torn" } } },
  ];
  assertEquals(sentences(rows), [
    "DS-Net-B over DeiT-S: slower with ONNX Runtime, 0.500 (0.500 to 0.500); unknown with " +
    "PyTorch (eager) (not timed).",
  ]);
});

Deno.test("orderSentences() says what too few rounds do not tell", () => {
  const short = { roundsMs: [[100], [100], [100]], relative: null };
  const rows = [
    { use: ORT, rates: { "deit-s": 30, "dsnet-b": 15 } },
    { use: PYTORCH, rates: { "deit-s": 20, "dsnet-b": 10 }, changes: short },
  ];
  const [sentence] = sentences(rows);
  assertEquals(sentence?.endsWith("unknown with PyTorch (compile), 1.00 (too few rounds)."), true);
});

Deno.test("orderSentences() has none of pairs that nobody timed, and none of one engine", () => {
  const rows = [
    { use: ORT, rates: { "deit-s": 30 } },
    { use: PYTORCH, rates: { "deit-s": 20 } },
  ];
  assertEquals(sentences(rows), []);
  assertEquals(sentences([{ use: PYTORCH, rates: { "deit-s": 20, "dsnet-b": 10 } }]), []);
});
