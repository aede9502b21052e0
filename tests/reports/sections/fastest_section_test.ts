import { assertEquals } from "@std/assert";
import { chartGroups } from "../../../reports/row/chart_rows.ts";
import { fastestSection, fastestSentences } from "../../../reports/sections/fastest_section.ts";
import { paperReport } from "../../../reports/table/paper_table.ts";
import type { BenchRecord } from "../../../bench/record/record.ts";
import { RUN, timing } from "../fixtures/fixed_records.ts";
import { MODELS } from "../fixtures/html_fixture.ts";

/** Eight rounds of one sample each. */
function timed(model: string, samplesMs: readonly number[], graph: "plain" | "fast" = "plain") {
  const median = 8000 / (samplesMs[0] ?? NaN);
  return {
    ...timing(model, median, 1),
    graph,
    relative: null,
    roundsId: "rounds",
    roundsMs: samplesMs.map((ms) => [ms]),
  };
}

function groupsOf(...records: readonly BenchRecord[]) {
  const settings = { ...RUN.settings, models: [...RUN.settings.models, "resnet50"] };
  const run = { ...RUN, settings };
  return chartGroups(paperReport([run, ...records], [], MODELS).sources, MODELS);
}

function sentences(...records: readonly BenchRecord[]): readonly string[] {
  return groupsOf(...records).flatMap((group) => fastestSentences(group));
}

const STEADY = [10, 10, 10, 10, 10, 10, 10, 10];
const SLOWER = [20, 20, 21, 20, 19, 20, 20, 20];
const SLOWEST = [80, 80, 80, 80, 80, 80, 80, 80];

Deno.test("fastestSentences() says who is faster by how much, with the interval", () => {
  assertEquals(sentences(timed("deit-s", STEADY), timed("dsnet-b", SLOWER)), [
    "DeiT-S is 2.00 (1.90 to 2.10) times as fast as DS-Net-B.",
  ]);
  assertEquals(
    sentences(timed("dsnet-b", SLOWEST), timed("deit-s", STEADY), timed("dsnet-s-aligned", SLOWER)),
    [
      "DeiT-S is 2.00 (1.90 to 2.10) times as fast as DS-Net-S*, the next; " +
      "DeiT-S is 8.00 (8.00 to 8.00) times as fast as DS-Net-B, the slowest.",
    ],
  );
});

Deno.test("fastestSentences() names the next and the slowest of many, none between", () => {
  const between = SLOWER.map((ms) => 2 * ms);
  const [sentence = ""] = sentences(
    timed("dsnet-b", SLOWEST),
    timed("resnet50", between),
    timed("dsnet-s-aligned", SLOWER),
    timed("deit-s", STEADY),
  );
  assertEquals(sentence.match(/\S+, the next|\S+, the slowest/g), [
    "DS-Net-S*, the next",
    "DS-Net-B, the slowest",
  ]);
});

Deno.test("fastestSentences() says where the rounds do not resolve it", () => {
  const alike = [10.5, 9, 10.5, 9.5, 10.5, 9.5, 10.4, 9.4];
  assertEquals(sentences(timed("deit-s", STEADY), timed("dsnet-b", alike)), [
    "DeiT-S over DS-Net-B: 0.995 (0.900 to 1.050), not resolved.",
  ]);
  assertEquals(sentences(timed("deit-s", [10, 10]), timed("dsnet-b", [20, 20])), [
    "DeiT-S over DS-Net-B: 2.00 (too few rounds), not resolved.",
  ]);
});

Deno.test("fastestSentences() compares within one graph, and nothing with nobody", () => {
  const graphs = (["plain", "fast"] as const).flatMap((graph) => [
    timed("deit-s", STEADY, graph),
    timed("dsnet-b", SLOWER, graph),
  ]);
  assertEquals(sentences(...graphs), [
    "With the plain graph, DeiT-S is 2.00 (1.90 to 2.10) times as fast as DS-Net-B.",
    "With the fast graph, DeiT-S is 2.00 (1.90 to 2.10) times as fast as DS-Net-B.",
  ]);
  assertEquals(sentences(timed("deit-s", STEADY), timed("deit-s", SLOWER, "fast")), []);
});

Deno.test("fastestSentences() knows no ratio of unlike rounds or without samples", () => {
  const other = { ...timed("dsnet-b", SLOWER), roundsId: "others" };
  assertEquals(sentences(timed("deit-s", STEADY), other), [
    "DeiT-S has the highest rate; by how much is unknown, as no samples of the same rounds are at " +
    "hand.",
  ]);
});

Deno.test("fastestSentences() takes the ratio to the anchor where the samples are not at hand", () => {
  const ratio = { median: 0.5, low: 0.4, high: 0.625 };
  const anchored = {
    ...timed("dsnet-b", SLOWER),
    roundsId: "others",
    relative: { anchor: "deit-s", ratio },
  };
  assertEquals(sentences(timed("deit-s", STEADY), anchored), [
    "DeiT-S is 2.00 (1.60 to 2.50) times as fast as DS-Net-B.",
  ]);
});

Deno.test("fastestSection() names the conditions where there are several", () => {
  const [group] = groupsOf(timed("deit-s", STEADY), timed("dsnet-b", SLOWER));
  if (group === undefined) throw new Error("Cannot test without a group");
  assertEquals(fastestSection([group])[0]?.blocks.length, 1);
  assertEquals(fastestSection([group, group])[0]?.blocks.length, 4);
  assertEquals(fastestSection([]), []);
});

Deno.test("fastestSentences() lets no rate above the ceiling win", () => {
  const { roofline, ...fastest } = timed("dsnet-s-aligned", [1, 1, 1, 1, 1, 1, 1, 1]);
  const beyond = { ...fastest, roofline: roofline && { ...roofline, impossible: true } };
  assertEquals(sentences(timed("deit-s", STEADY), timed("dsnet-b", SLOWER), beyond), [
    "DeiT-S is 2.00 (1.90 to 2.10) times as fast as DS-Net-B.",
  ]);
});
