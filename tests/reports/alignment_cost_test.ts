import { assertEquals, assertMatch } from "@std/assert";
import type { Record as BenchRecord } from "../../bench/record.ts";
import { alignmentSentences } from "../../reports/alignment_cost.ts";
import { RECORDS } from "./fixed_records.ts";
import { FIGURES } from "./published_fixture.ts";
import {
  COUNTS,
  groupOf,
  PAIRS,
  STREAMED_MODELS,
  STREAMED_RUN,
  TIMINGS,
} from "./streamed_records.ts";

function sentences(records: readonly BenchRecord[], pairs = PAIRS.slice(0, 1)): readonly string[] {
  return alignmentSentences(groupOf(records), {
    ...{ pairs, published: FIGURES, methods: STREAMED_MODELS },
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
    ...{ graph: "fast" as const, roundsMs: Array(6).fill([10]) },
    kernelMs: { byOp: {}, byStage: {}, byStream: { alignment: 1, mlp: 4 } },
  }));
  const [cost = "", rate = ""] = sentences([run, ...COUNTS, ...TIMINGS, ...fast]);
  assertEquals(
    cost.split(" and ")[1],
    "40.0 % of the time by the runtime's trace of the plain graph (20.0 % in the fast graph).",
  );
  assertEquals(
    rate.split("; ")[1],
    "1.000 (1.000 to 1.000) with the fast graph, so alignment takes 0.0 % (0.0 to 0.0) of the time",
  );
});

Deno.test("alignmentSentences() says what the records lack instead of nothing", () => {
  const [aligned] = COUNTS.slice(1);
  assertEquals(sentences([STREAMED_RUN, ...(aligned ? [aligned] : [])], [...PAIRS]), [
    "Alignment costs DS-Net-T* an unknown share of the MACs (missing: the count of DS-Net-T) and " +
    "an unknown share of the time by the runtime's trace of the plain graph (missing: a timing of " +
    "the plain graph of DS-Net-T*).",
    "Throughput of DS-Net-T* over DS-Net-T, round by round: unknown (missing: timings of " +
    "DS-Net-T* and DS-Net-T from the same rounds); in the paper, at 224, 0.862 (1034 / 1199), so 13.8 % " +
    "of the time.",
    "Missing among the records: DS-Net-S* and DS-Net-S.",
  ]);
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
    const settings = { ...STREAMED_RUN.settings, models: [pair.base] };
    const group = groupOf([{ ...STREAMED_RUN, settings }]);
    const options = { pairs: [pair], published: FIGURES, methods: STREAMED_MODELS };
    return /at 224, (\S+)/.exec(alignmentSentences(group, options).join())?.[1];
  });
  assertEquals(ratios, ["0.862", "0.876", "0.866"]);
});

Deno.test("alignmentSentences() is silent where no network of a pair is", () => {
  assertEquals(sentences(RECORDS), []);
});
