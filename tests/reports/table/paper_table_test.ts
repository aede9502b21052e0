import { assertEquals, assertMatch } from "@std/assert";
import { accuracyRows } from "../../../reports/accuracy/accuracy_rows.ts";
import { evaluationsOf } from "../../../reports/accuracy/evaluations.ts";
import { evaluationRecord, pictureRecords } from "../../support/evaluations.ts";
import { paperTable } from "../fixtures/paper_table.ts";
import type { ColumnKey } from "../../../reports/row/columns.ts";
import { count, failure, METHODS, RECORDS, round, RUN, timing } from "../fixtures/fixed_records.ts";
import { FIGURES } from "../fixtures/published_fixture.ts";

/** The text of one column, row by row. */
function texts(records: Parameters<typeof paperTable>[0], key: ColumnKey): readonly string[] {
  return paperTable(records, FIGURES, METHODS).rows.map((row) => row[key].text);
}

function footnoteTexts(records: Parameters<typeof paperTable>[0]): readonly string[] {
  return paperTable(records, FIGURES, METHODS).footnotes.map((footnote) => footnote.text);
}

Deno.test("paperTable() puts the rows in the order of the methods", () => {
  assertEquals(texts(RECORDS, "method"), ["DeiT-S", "DS-Net-S*", "DS-Net-B"]);
});

Deno.test("paperTable() shows by itself that unaligned DS-Net-B is not reproduced", () => {
  const row = paperTable(RECORDS, FIGURES, METHODS).rows[2];
  assertEquals(row?.params.text, "41.81");
  assertEquals(row?.params_m_published.printed, "48.8");
  assertEquals(row?.params_verdict.text, "differs (x1.17)");
  assertEquals(row?.macs.text, "7.18");
  assertEquals(row?.flops_g_published.printed, "7.6");
  assertEquals(row?.flops_verdict.text, "differs (x1.06)");
});

Deno.test("paperTable() keeps the counts of a model that failed and gives the reason", () => {
  const row = paperTable(RECORDS, FIGURES, METHODS).rows[2];
  assertEquals(row?.params.value, 41_813_640);
  assertEquals(row?.throughput_img_s.value, undefined);
  assertEquals(row?.failure.value, "load: out of memory");
});

Deno.test("paperTable() marks what is interrupted, not reached and not steady", () => {
  const unsteady = { ...timing("deit-s", 128, 1), steady: false, unsteadiness: "trend" } as const;
  const records = [RUN, unsteady, round("dsnet-b")];
  assertEquals(texts(records, "failure"), ["not steady: trend", "not reached", "interrupted"]);
  assertEquals(texts(records, "throughput_img_s"), ["128 (127 to 129)", "", ""]);
});

Deno.test("paperTable() does not label a row with a device that was only asked for", () => {
  const settings = { ...RUN.settings, models: ["deit-s"], device: "cuda" };
  const fellBack = { ...timing("deit-s", 128, 1), deviceRequested: "cuda" };
  assertEquals(texts([{ ...RUN, settings }, fellBack], "device"), ["cpu"]);
  assertEquals(texts([{ ...RUN, settings }, fellBack], "failure"), ["asked for cuda, ran on cpu"]);
});

Deno.test("paperTable() has the device of what was timed, and of what was named", () => {
  const run = (device: string) => ({ ...RUN, settings: { ...RUN.settings, device } });
  const timed = { ...timing("deit-s", 128, 1), deviceRequested: "auto" };
  const failed = failure("dsnet-b", "out of memory");
  assertEquals(texts([run("auto"), timed, failed], "device"), ["cpu", "", ""]);
  assertEquals(texts([run("auto"), timed], "failure"), ["", "not reached", "not reached"]);
  assertEquals(texts([run("cuda"), failed], "device"), ["cuda", "cuda", "cuda"]);
});

Deno.test("paperTable() forms the published ratio only within one source", () => {
  const settings = { ...RUN.settings, models: ["resnet50", "deit-s", "dsnet-b"] };
  const records = [{ ...RUN, settings }];
  assertEquals(texts(records, "throughput_published_img_s"), [
    "1226.1 (a)",
    "940.4 (a)",
    "387 (e)",
  ]);
  assertEquals(texts(records, "relative_published"), ["1.30", "1.00", ""]);
  const note = footnoteTexts(records).filter((text) => text.includes("unlike devices"));
  assertEquals(note.length, 1);
});

Deno.test("paperTable() calls a count with unknown operators a lower bound without verdict", () => {
  const partial = { ...count("deit-s", 22_050_664, 4_600_000_000), unknownOps: { Foo: 2, Bar: 1 } };
  const settings = { ...RUN.settings, models: ["deit-s"] };
  const row = paperTable([{ ...RUN, settings }, partial], FIGURES, METHODS).rows[0];
  assertEquals(row?.macs.text, ">= 4.60");
  assertEquals(row?.flops_verdict.text, "");
  assertEquals(row?.not_counted.value, "Foo x2, Bar x1");
  assertEquals(row?.failure.text, "not reached; not counted: Foo x2, Bar x1");
});

Deno.test("paperTable() says whose weights a network had, and how many slow it down", () => {
  const weights = [{
    model: "deit-s",
    file: "a.pth",
    sha256: "01",
    key: "",
    names: null,
    classes: 6,
    parameters: 152,
    seeded: ["head.bias"],
    denormals: 12_345,
  }];
  const settings = { ...RUN.settings, models: ["resnet50", "deit-s"], weights };
  const { rows } = paperTable([{ ...RUN, settings }], FIGURES, METHODS);
  assertEquals(rows.map(({ failure }) => failure.text), [
    "not reached",
    "not reached; weights of a.pth, built for 6 classes, 1 parameters seeded, " +
    "12,345 of them denormal, which may be slow",
  ]);
});

Deno.test("paperTable() does not compare other sizes with the published figures", () => {
  const settings = { ...RUN.settings, size: "384", models: ["deit-s"] };
  const records = [{ ...RUN, settings }, { ...count("deit-s", 1e6, 1e9), size: "384" }];
  assertEquals(texts(records, "params"), ["1.00"]);
  assertEquals(texts(records, "params_m_published"), [""]);
  assertEquals(texts(records, "params_verdict"), [""]);
  const notes = footnoteTexts(records);
  assertEquals(notes.filter((text) => /^(Verdict|Top-1)/.test(text)), []);
  assertEquals(notes.at(-1), "Published figures are for size 224 and stay empty for other sizes.");
});

Deno.test("paperTable() has measured accuracies beside the published, and no word that there are none", () => {
  const evaluated = [evaluationRecord({}), ...pictureRecords("run", { right: 7, to: 10 })];
  const accuracies = accuracyRows(evaluationsOf(evaluated), FIGURES);
  const { rows, footnotes } = paperTable(RECORDS, FIGURES, METHODS, { accuracies });
  assertEquals(rows.map(({ top1_measured_percent }) => top1_measured_percent.text), [
    "70.00 (39.68 to 89.22)",
    "",
    "",
  ]);
  const isDenied = (text: string) => text.includes("not measured here");
  assertEquals(footnotes.some(({ text }) => isDenied(text)), false);
  assertEquals(footnoteTexts(RECORDS).some(isDenied), true);
});

Deno.test("paperTable() takes of several evaluations the latest of those with most pictures", () => {
  const evaluated = (runId: string, sha256: string, right: number, to: number) => [
    evaluationRecord({ runId, data: { ...evaluationRecord({}).data, sha256 } }),
    ...pictureRecords(runId, { right, to }),
  ];
  const accuracies = accuracyRows(
    evaluationsOf([
      ...evaluated("first", "1", 9, 10),
      ...evaluated("second", "2", 8, 10),
      ...evaluated("short", "3", 1, 5),
    ]),
    FIGURES,
  );
  const [row] = paperTable(RECORDS, FIGURES, METHODS, { accuracies }).rows;
  assertEquals(row?.top1_measured_percent.value, 80);
});

Deno.test("paperTable() gives each letter one source", () => {
  const settings = { ...RUN.settings, models: ["resnet50", "deit-s", "dsnet-s-aligned"] };
  const lettered = paperTable([{ ...RUN, settings }], FIGURES, METHODS).footnotes
    .filter((footnote) => footnote.letter !== "")
    .map(({ letter, text }) => `${letter} ${text}`);
  assertEquals(lettered, [
    "a DeiT paper Table 5; throughput on a device not stated in the text read: " +
    "https://arxiv.org/abs/2012.12877",
    "b torchvision docs, weights IMAGENET1K_V1: " +
    "https://pytorch.org/vision/stable/models/generated/torchvision.models.resnet50.html",
    "c Swin paper Table 1a; read second-hand: https://arxiv.org/abs/2103.14030",
    "d facebookresearch/deit README_deit.md: https://github.com/facebookresearch/deit/blob/" +
    "7e160fe43f0252d17191b71cbb5826254114ea5b/README_deit.md",
    "e DS-Net paper (arXiv 2105.14734), classification table; " +
    "throughput on a device not stated in the text read; read second-hand: " +
    "https://arxiv.org/abs/2105.14734",
  ]);
});

Deno.test("paperTable() says that records without their run are left out", () => {
  const table = paperTable([timing("deit-s", 128, 1)], FIGURES, METHODS);
  assertEquals(table.rows, []);
  assertEquals(
    table.footnotes.at(-1)?.text,
    "Left out: 1 record(s) of runs whose run record is missing.",
  );
});

Deno.test("paperTable() says what the star after a name means, where one is shown", () => {
  const star = (models: readonly string[]) =>
    footnoteTexts([{ ...RUN, settings: { ...RUN.settings, models: [...models] } }])
      .filter((text) => text.includes("star"));
  assertEquals(star(["deit-s", "dsnet-b"]), []);
  assertEquals(star(["deit-s", "dsnet-s-aligned"]), [
    "A star after the name of a DS-Net (*): with alignment, by co-attention, of its two streams.",
  ]);
});

Deno.test("paperTable() keeps the ratio across graph variants in a column of its own", () => {
  const graphs = ["plain", "fast"];
  const settings = { ...RUN.settings, models: ["deit-s"], graphs };
  const overPlain = { median: 1.25, low: 1.2, high: 1.5 };
  const fast = { ...timing("deit-s", 160, 1), graph: "fast", overPlain } as const;
  const records = [{ ...RUN, settings }, timing("deit-s", 128, 1), fast];
  assertEquals(texts(records, "relative_throughput"), [
    "1.00 (0.75 to 1.25)",
    "1.00 (0.75 to 1.25)",
  ]);
  assertEquals(texts(records, "over_plain"), ["", "1.25 (1.20 to 1.50)"]);
  assertMatch(footnoteTexts(records).join(), /Over its plain graph: a rewritten graph's/);
  assertEquals(footnoteTexts(RECORDS).join().includes("Over its plain graph"), false);
});

Deno.test("paperTable() says which work no output needs and which weights are fixed", () => {
  const whole = count("deit-s", 22_050_664, 4_600_000_000);
  const lacking = { ...whole, unusedNodes: ["a/Conv", "b/Relu"], constantWeights: ["constant/w"] };
  const settings = { ...RUN.settings, models: ["deit-s"] };
  assertEquals(texts([{ ...RUN, settings }, lacking], "failure"), [
    "not reached; nodes not counted, as no output needs them: 2; " +
    "weights not among Params, as they are fixed: 1",
  ]);
});

Deno.test("paperTable() sets a rate beside a latency that overlapping runs made longer, unmarked", () => {
  // 980 images in 3.0 s, each of which took 6.08 ms from end to end.
  const overlapping = {
    ...timing("deit-s", 980 / 3, 1),
    batch: 1,
    latencyMs: { median: 6.08, low: 6, high: 6.1 },
  };
  assertEquals(texts([RUN, overlapping], "throughput_img_s")[0]?.split(" ")[0], "327");
  assertEquals(texts([RUN, overlapping], "latency_ms")[0], "6.08");
  assertEquals(texts([RUN, overlapping], "failure")[0], "");
});

Deno.test("paperTable() shortens a reason of more than 160 characters, and keeps it whole beside", () => {
  const cellOf = (length: number) =>
    paperTable([...RECORDS.slice(0, 1), failure("deit-s", "x".repeat(length))], [], METHODS).rows
      .find(({ model }) => model.text === "deit-s")?.failure;
  const stage = "load: ".length;
  assertEquals(cellOf(160 - stage)?.text.length, 160);
  assertEquals(cellOf(160 - stage)?.text.endsWith("x"), true);
  const { text = "", whole = "" } = cellOf(161 - stage) ?? {};
  assertEquals([text.length, text.at(-1), whole.length], [160, "…", 161]);
});
