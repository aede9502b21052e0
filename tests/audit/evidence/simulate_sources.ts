// How often random figures get a cause, and how often a known rule is found: thousands of simulated
// sources. Run it by hand, it takes minutes:
//
//   deno run -A tests/audit/evidence/simulate_sources.ts 2000

import { candidatesOf } from "../../../audit/candidates/candidates.ts";
import {
  type CandidateIndex,
  candidateIndex,
} from "../../../audit/candidates/counted_candidates.ts";
import { sourceEvidence } from "../../../audit/evidence/source_evidence.ts";
import { seededRandom } from "../../../bench/samples/random.ts";
import { CATALOG } from "../../../models/catalog.ts";
import { randomSource, ruleSource } from "./simulated_source.ts";

const SPREADS = [0.002, 0.005, 0.01, 0.03, 0.1, 0.5] as const;
const DECIMALS = [0, 1, 2, 3] as const;
const RULES = ["fvcore", "mmcv", "paddle", "flop2", "conv-linear", "torchinfo", "deepspeed-flops"];
const FAMILIES = [...new Set(CATALOG.map(({ family }) => family))];

// deno-lint-ignore no-console -- a program for the terminal
const print = console.log;

/** Shares of random sources with any figure explained, or with several causes. */
function falsePositives(count: number, index: CandidateIndex): void {
  const random = seededRandom(1, "sources");
  let [all, found] = [0, 0];
  for (const spread of SPREADS) {
    for (const decimals of DECIMALS) {
      let own = 0;
      for (let i = 0; i < count; i++) {
        const families = FAMILIES.filter(() => random() < 0.4);
        const models = CATALOG.filter(({ family }) => families.includes(family))
          .filter(() => random() < 0.8);
        const source = randomSource(models, index, { random, spread, decimals });
        const { findings } = sourceEvidence(source, index);
        if (findings.some(({ answer }) => answer !== "unexplained")) own++;
      }
      print(`spread ${spread}, ${decimals} decimals: ${own} of ${count} have a cause`);
      all += count;
      found += own;
    }
  }
  print(`all: ${found} of ${all}, ${(100 * found / all).toFixed(2)} %`);
}

/** Shares of the figures that a rule changes which are explained by it, or not by it. */
function recovered(index: CandidateIndex): void {
  for (const decimals of [1, 2]) {
    for (const rule of RULES) {
      const { findings } = sourceEvidence(ruleSource(CATALOG, index, { rule, decimals }), index);
      const isNamed = (cause: { readonly rule: string; readonly sameRules: readonly string[] }) =>
        cause.rule === rule || cause.sameRules.includes(rule);
      const right = findings.filter(({ answer, causes }) =>
        answer !== "unexplained" && causes.some(isNamed)
      );
      const explained = right.filter(({ answer }) => answer === "explained");
      const wrong = findings.filter(({ answer, causes }) =>
        answer === "explained" && !causes.some(isNamed)
      );
      print(
        `${rule}, ${decimals} decimals: ${findings.length} differ, ${explained.length} explained by it, ` +
          `${right.length - explained.length} by several with it, ${wrong.length} by another`,
      );
    }
  }
}

if (import.meta.main) {
  const index = candidateIndex(candidatesOf(CATALOG).counts);
  recovered(index);
  falsePositives(Number(Deno.args[0] ?? 100), index);
}
