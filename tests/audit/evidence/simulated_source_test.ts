// What becomes of simulated sources: a known rule is found, chance gets no cause. The long run is
// simulate_sources.ts.

import { assert, assertEquals } from "@std/assert";
import { candidatesOf } from "../../../audit/candidates/candidates.ts";
import { candidateIndex } from "../../../audit/candidates/counted_candidates.ts";
import { sourceEvidence } from "../../../audit/evidence/source_evidence.ts";
import { seededRandom } from "../../../bench/samples/random.ts";
import { CATALOG } from "../../../models/catalog.ts";
import { randomSource, ruleSource } from "./simulated_source.ts";

const MODELS = CATALOG.filter(({ family }) => family === "ResNet" || family === "Swin");
const INDEX = candidateIndex(candidatesOf(MODELS).counts);

for (const rule of ["fvcore", "mmcv", "paddle", "flop2", "deepspeed-flops"]) {
  Deno.test(`sourceEvidence() finds ${rule} in a table that prints it`, () => {
    const { findings } = sourceEvidence(ruleSource(MODELS, INDEX, { rule, decimals: 2 }), INDEX);
    assert(findings.length > 0);
    for (const { answer, causes } of findings) {
      assert(answer !== "unexplained");
      assert(causes.some((cause) => cause.rule === rule || cause.sameRules.includes(rule)));
    }
  });
}

Deno.test("sourceEvidence() finds a cause for 5 % of random sources at most", () => {
  const random = seededRandom(7, "sources");
  const sources = [0.003, 0.01, 0.05, 0.3].flatMap((spread) =>
    [0, 1, 2].flatMap((decimals) =>
      Array.from({ length: 5 }, () => randomSource(MODELS, INDEX, { random, spread, decimals }))
    )
  );
  const withCause = sources.filter((source) =>
    sourceEvidence(source, INDEX).findings.some(({ answer }) => answer !== "unexplained")
  );
  assertEquals(sources.length, 60);
  assert(withCause.length <= 3, `${withCause.length} of ${sources.length}`);
});
