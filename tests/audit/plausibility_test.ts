import { assertEquals } from "@std/assert";
import type { AuditedFigure } from "../../audit/audit_report.ts";
import { scalingSentences, unitSentences } from "../../audit/plausibility.ts";
import { badgeText } from "../../audit/text/table_summary.ts";
import { figure } from "./audit_figure.ts";
import { auditsOf } from "./audit_fixture.ts";

function audited(model: string, ratio: number): AuditedFigure {
  return {
    figure: figure(model, "flops_g", "1"),
    model: { id: model, method: model, family: "F" },
    verdict: "differs",
    verdictText: "",
    ratio,
    hints: [],
  };
}

Deno.test("unitSentences() says that FLOPs are twice or half the multiply-adds of several rows", () => {
  const twice = ["a", "b", "c"].map((model, i) => audited(model, [2.01, 1.98, 1.0][i] ?? 1));
  assertEquals(unitSentences(twice), [
    "FLOPs of 2 of 3 rows of S are twice our multiply-adds: multiplications and additions " +
    "counted apart",
  ]);
  assertEquals(unitSentences(["a", "b"].map((model) => audited(model, 0.5))).length, 1);
  assertEquals(unitSentences([audited("a", 2), audited("b", 1)]), []);
  // Conventions move counts by a few percent, not by six.
  assertEquals(unitSentences([audited("a", 1.88), audited("b", 1.88)]), []);
});

/** A row of millions and billions. */
function row(name: string, params: number, flops: number) {
  const figures = [
    figure(name, "params_m", String(params)),
    figure(name, "flops_g", String(flops)),
  ];
  return { name, family: "F", figures };
}

Deno.test("scalingSentences() names the row that does not scale as its family does", () => {
  const family = [row("a", 5, 1), row("b", 10, 2), row("c", 20, 4), row("d", 40, 8)];
  assertEquals(scalingSentences(family), []);
  assertEquals(scalingSentences([...family, row("e", 80, 8)]), [
    "e: FLOPs are 0.50 times what its parameters let expect of F",
  ]);
  assertEquals(scalingSentences([row("a", 5, 1), row("b", 5, 9), row("c", 20, 4)]), []);
  const level = ["a", "b", "c", "d"].map((name, i) => row(name, 5, [1, 1, 1, 3][i] ?? NaN));
  assertEquals(scalingSentences(level), [
    "d: FLOPs are 3.00 times what its parameters let expect of F",
  ]);
});

const { auditOf } = auditsOf(({ id }) => id === "resnet50");

Deno.test("badgeText() counts what is reproduced of what can be tested", () => {
  const report = auditOf([
    figure("resnet50", "params_m", "25.6"),
    figure("resnet50", "flops_g", "9.9"),
    figure("resnet50", "top1", "76.1"),
  ]);
  assertEquals(badgeText(report, "0.2.0"), "1 of 2 figures reproduced by dsnet-bench 0.2.0");
});
