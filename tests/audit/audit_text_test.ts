// audit/text: sums by source, counts and odds in words.

import { assertEquals } from "@std/assert";
import { countText, oddsText } from "../../audit/text/audit_text.ts";
import { figureRows, sourceRows } from "../../audit/text/full_lists.ts";
import { figure } from "./audit_figure.ts";
import { auditsOf } from "./audit_fixture.ts";

const { auditOf } = auditsOf(({ family }) => family === "ResNet");

Deno.test("sourceRows() names four figures that differ, or three and how many more", () => {
  const ids = ["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"];
  const differing = (count: number) => {
    const figures = ids.slice(0, count).map((id) => figure(id, "params_m", "999.9"));
    return String(sourceRows(auditOf(figures))[1]?.at(-1)).split(", ")
      .map((text) => text.replace(/ params .*/, ""));
  };
  const names = ["ResNet-18", "ResNet-34", "ResNet-50", "ResNet-101"];
  assertEquals(differing(4), names);
  assertEquals(differing(5), [...names.slice(0, 3), "2 more"]);
});

Deno.test("sourceRows() says how much of each metric is reproduced", () => {
  const figures = [figure("resnet50", "params_m", "25.6"), figure("resnet18", "params_m", "11.9")];
  const [, row] = sourceRows(auditOf(figures));
  assertEquals(row?.slice(1, 3), ["1 of 2", ""]);
});

Deno.test("countText() has one decimal more than the figure, none that is no digit of the count", () => {
  const text = (decimals: number) => countText(12_345_678, { metric: "params_m", decimals });
  assertEquals([0, 1, 4, 5, 6].map(text), ["12.3", "12.35", "12.34568", "12.345678", "12.345678"]);
  const flops = countText(4_089_184_256, { metric: "flops_g", decimals: 9 });
  assertEquals(flops, "4.089184256");
  // 0.5T of FLOPs is rounded to hundreds of G.
  assertEquals(countText(451e9, { metric: "flops_g", decimals: -2 }), "451");
});

Deno.test("oddsText() says odds with two digits, and no more than a million", () => {
  assertEquals([4.33, 0, -2.3, 13.4, 60, -60, -Infinity].map(oddsText), [
    "20 to 1",
    "1 to 1",
    "1 to 4.9",
    "11,000 to 1",
    "over 1,000,000 to 1",
    "1 to over 1,000,000",
    "none",
  ]);
});

Deno.test("figureRows() has ours beside what was tested, and how it differs beside what does", () => {
  const report = auditOf([
    figure("resnet50", "params_m", "25.6"),
    figure("resnet18", "params_m", "99"),
    figure("resnet18", "top1", "69.8"),
  ]);
  const headers = (["reproduced", "differs", "cannot be tested here"] as const)
    .map((verdict) => figureRows(report, verdict)[0]);
  assertEquals(headers, [
    ["Model", "Metric", "Published", "Ours", "Source"],
    ["Model", "Metric", "Published", "Ours", "Published / ours", "Verdict", "Why", "Source"],
    ["Model", "Metric", "Published", "Source"],
  ]);
});
