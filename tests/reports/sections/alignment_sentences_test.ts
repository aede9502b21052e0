import { assertEquals, assertMatch } from "@std/assert";
import type { BenchRecord, TimingRecord } from "../../../bench/record/record.ts";
import { alignmentSentences } from "../../../reports/sections/alignment_sentences.ts";
import { RECORDS } from "../fixtures/fixed_records.ts";
import { FIGURES } from "../fixtures/published_fixture.ts";
import {
  COUNTS,
  groupOf,
  PAIRS,
  STREAMED_MODELS,
  STREAMED_RUN,
  TIMINGS,
} from "../fixtures/streamed_records.ts";

function sentences(records: readonly BenchRecord[], pairs = PAIRS.slice(0, 1)): readonly string[] {
  return alignmentSentences(groupOf(records), {
    pairs,
    published: FIGURES,
    methods: STREAMED_MODELS,
  });
}

Deno.test("alignmentSentences() gives 25 % of the MACs, 40 % of the time, and the paper's ratio", () => {
  assertEquals(sentences([STREAMED_RUN, ...COUNTS, ...TIMINGS]), [
    "Alignment costs DS-Net-T* 25.0 % of the MACs (4.00 G against 3.00 G of DS-Net-T; its own " +
    "part within DS-Net-T* is 25.0 %) and 40.0 % of the time by the runtime's trace of the plain " +
    "graph.",
    "Throughput of DS-Net-T* over DS-Net-T, round by round: 0.625 (0.500 to 0.625) with the plain " +
    "graph, so alignment takes 37.5 % (37.5 to 50.0) of the time; in the paper, at 224, 0.862 " +
    "(1034 / 1199), so 13.8 % of the time.",
  ]);
});

Deno.test("alignmentSentences() says the fast graph's shares beside the plain one's", () => {
  const graphs = ["plain", "fast"] as const;
  const run = { ...STREAMED_RUN, settings: { ...STREAMED_RUN.settings, graphs } };
  const fast = TIMINGS.map((record) => ({
    ...record,
    graph: "fast" as const,
    roundsMs: Array(6).fill([10]),
    kernelMs: { byOp: {}, byStage: {}, byStream: { alignment: 1, mlp: 4 } },
  }));
  const [cost = "", rate = ""] = sentences([run, ...COUNTS, ...TIMINGS, ...fast]);
  assertEquals(
    cost.split(" and ")[1],
    "40.0 % of the time by the runtime's trace of the plain graph (20.0 % in the fast graph).",
  );
  assertEquals(
    rate.split("; ")[1],
    "1.000 (1.000 to 1.000) with the fast graph, not resolved",
  );
});

Deno.test("alignmentSentences() says nothing more than that a ratio across 1 is not resolved", () => {
  const [base, aligned] = TIMINGS;
  const sentenceOf = (roundsMs: TimingRecord["roundsMs"]) => {
    const rounds = [base, { ...aligned, roundsMs }] as readonly TimingRecord[];
    const [, rate = ""] = sentences([STREAMED_RUN, ...COUNTS, ...rounds]);
    return rate.replace(/;.*/, "").replace(/.*round by round: /, "");
  };
  // Beside 10, 10 and 20 ms, twice.
  assertEquals(
    sentenceOf([[8], [16], [32], [8], [16], [32]]),
    "0.625 (0.625 to 1.250) with the plain graph, not resolved",
  );
  assertEquals(
    sentenceOf([[20], [16], [32]]),
    "0.625 (too few rounds) with the plain graph, not resolved",
  );
  assertEquals(
    sentenceOf([[8], [8], [16], [8], [8], [16]]),
    "1.250 (1.250 to 1.250) with the plain graph, so the aligned network was the faster one",
  );
});

Deno.test("alignmentSentences() has one graph's time where only that was timed", () => {
  const run = { ...STREAMED_RUN, settings: { ...STREAMED_RUN.settings, graphs: ["fast"] } };
  const fast = TIMINGS.map((record) => ({ ...record, graph: "fast" as const }));
  assertMatch(
    sentences([run, ...COUNTS, ...fast])[0] ?? "",
    / and 40\.0 % of the time by the runtime's trace of the fast graph\.$/,
  );
});

Deno.test("alignmentSentences() says only what the records know of a pair", () => {
  assertEquals(sentences([STREAMED_RUN, ...COUNTS], [...PAIRS]), [
    "Alignment costs DS-Net-T* 25.0 % of the MACs (4.00 G against 3.00 G of DS-Net-T; its own " +
    "part within DS-Net-T* is 25.0 %).",
  ]);
  assertEquals(sentences([STREAMED_RUN, ...COUNTS.slice(1)]), []);
  const alone = { ...STREAMED_RUN, settings: { ...STREAMED_RUN.settings, models: ["dsnet-t"] } };
  assertEquals(sentences([alone, ...COUNTS, ...TIMINGS]), []);
});

Deno.test("alignmentSentences() has the ratio to the anchor of whichever part the other was timed in", () => {
  const [base, aligned] = TIMINGS as readonly [TimingRecord, TimingRecord];
  const ratio = { median: 1.25, low: 1.25, high: 2 };
  const apart = { ...base, roundsId: "part 1", relative: { anchor: aligned.model, ratio } };
  assertMatch(
    sentences([STREAMED_RUN, ...COUNTS, apart, aligned])[1] ?? "",
    /round by round: 0.800 \(0.500 to 0.800\) with the plain graph, so alignment takes 20.0 %/,
  );
});

Deno.test("alignmentSentences() gives no ratio of unlike rounds", () => {
  const apart = TIMINGS.map((record, index) => ({ ...record, roundsId: `part ${index}` }));
  assertMatch(
    sentences([STREAMED_RUN, ...COUNTS, ...apart])[1] ?? "",
    /round by round: unknown \(they were not timed in the same rounds\); in the paper/,
  );
});

Deno.test("alignmentSentences() says how to keep samples that were left out", () => {
  const bare = TIMINGS.map((record) => ({ ...record, roundsMs: [[], [], []] }));
  assertMatch(
    sentences([STREAMED_RUN, ...COUNTS, ...bare]).join("\n"),
    /round by round: unknown \(samples were left out when .*, report --out DIR keeps them\); in/,
  );
});

Deno.test("alignmentSentences() takes the paper's three ratios from the published figures", () => {
  const ratios = ["t", "s", "b"].map((letter) => {
    const pair = { model: `dsnet-${letter}-aligned`, base: `dsnet-${letter}` };
    const settings = { ...STREAMED_RUN.settings, models: [pair.base, pair.model] };
    const timed = TIMINGS.map((record, i) => ({
      ...record,
      model: [pair.base, pair.model][i] ?? "",
    }));
    const group = groupOf([{ ...STREAMED_RUN, settings }, ...timed]);
    const options = { pairs: [pair], published: FIGURES, methods: STREAMED_MODELS };
    return /at 224, (\S+)/.exec(alignmentSentences(group, options).join())?.[1];
  });
  assertEquals(ratios, ["0.862", "0.876", "0.866"]);
});

Deno.test("alignmentSentences() is silent where no network of a pair is", () => {
  assertEquals(sentences(RECORDS), []);
});

Deno.test("alignmentSentences() draws nothing from a rate above the ceiling", () => {
  const [base, { roofline, ...aligned }] = TIMINGS as readonly [TimingRecord, TimingRecord];
  const beyond = { ...aligned, roofline: roofline && { ...roofline, impossible: true } };
  const [cost, ...others] = sentences([STREAMED_RUN, ...COUNTS, base, beyond]);
  assertMatch(cost ?? "", /^Alignment costs DS-Net-T\*/);
  assertEquals(others, []);
});
