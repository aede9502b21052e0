import { assertEquals, assertStringIncludes } from "@std/assert";
import { accuracyRows } from "../../../reports/accuracy/accuracy_rows.ts";
import { evaluationsOf } from "../../../reports/accuracy/evaluations.ts";
import { markup } from "../../../reports/html/html.ts";
import { panels } from "../../../reports/html/panels.ts";
import { paperReport } from "../../../reports/table/paper_table.ts";
import { evaluationRecord, pictureRecords } from "../../support/evaluations.ts";
import { METHODS, RECORDS } from "../fixtures/fixed_records.ts";
import { FIGURES } from "../fixtures/published_fixture.ts";

Deno.test("panels() say what was measured of the accuracy, or that nothing was", () => {
  const evaluated = [evaluationRecord({}), ...pictureRecords("run", { right: 7, to: 10 })];
  const accuracies = accuracyRows(evaluationsOf(evaluated), FIGURES);
  const { sources } = paperReport(RECORDS, FIGURES, METHODS, { accuracies });
  const [measured = "", other = ""] = sources.map((source) => markup(panels([source])));
  assertStringIncludes(
    measured,
    "<dt>Top-1 (%), measured here</dt><dd>70.00 (39.68 to 89.22)</dd>",
  );
  assertStringIncludes(other, "no: accuracy needs trained weights");
  assertEquals(measured.includes("no: accuracy needs trained weights"), false);
});
