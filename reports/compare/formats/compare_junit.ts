// A comparison as JUnit XML, which CI systems show as tests: a row is a test case, a bad one fails,
// one that was not compared or not decided is skipped, and so is what must be heard besides the rows.
// The dialect is that of https://github.com/testmoapp/junitxml, which describes what readers have in
// common.

import type { CompareReport } from "../compare.ts";
import { type CompareRow, VERDICTS, verdictsOf } from "../compare_row.ts";
import { conditionsText, modelText, rowText } from "../row_text.ts";
import { markupText } from "../../text/markup_text.ts";
import { pictureOf } from "../../text/visible_text.ts";
import { sideLines } from "./summary_text.ts";

/** Writes the report as one test suite, ending in a line feed. */
export function compareJunit(report: CompareReport): string {
  const { rows, remarks, outcome } = report;
  const cases = [...warningCases(report), ...rows.map(rowCase)];
  const count = (kind: CaseKind) => cases.filter((one) => one.kind === kind).length;
  const totals = `tests="${cases.length}" failures="${count("failure")}" ` +
    `errors="${count("error")}" skipped="${count("skipped")}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="dsnet-bench compare" ${totals}>`,
    `  <testsuite name="${xmlText(`compare: ${outcome}`)}" ${totals}>`,
    ...cases.map(caseXml),
    `    <system-out>${xmlText([...sideLines(report), ...remarks].join("\n"))}</system-out>`,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

type CaseKind = "passed" | "failure" | "error" | "skipped";

/** A test case as readers show it. */
interface TestCase {
  readonly group: string;
  readonly name: string;
  readonly kind: CaseKind;
  readonly message: string;
}

/**
 * Warnings concern no single row; where they keep the whole from a verdict, they are errors, and a
 * failure where it would have passed but for them.
 */
function warningCases({ warnings, outcome }: CompareReport): readonly TestCase[] {
  const kind = outcome === "incomplete" || outcome === "not comparable" ? "error" : "skipped";
  return warnings.map(({ title, text, isFault = false }) => ({
    group: "comparison",
    name: title,
    kind: isFault ? "failure" : kind,
    message: text,
  }));
}

function rowCase(row: CompareRow): TestCase {
  const conditions = conditionsText(row);
  return {
    group: row.metric,
    name: `${modelText(row)}${conditions === "" ? "" : `, ${conditions}`}`,
    kind: kindOf(row),
    message: rowText(row),
  };
}

function kindOf(row: CompareRow): CaseKind {
  const meanings = verdictsOf(row).map((verdict) => VERDICTS[verdict]);
  if (meanings.includes("bad")) return "failure";
  return meanings.every((meaning) => meaning === "fine") ? "passed" : "skipped";
}

function caseXml({ group, name, kind, message }: TestCase): string {
  const open = `    <testcase classname="${group}" name="${xmlText(name)}"`;
  return kind === "passed"
    ? `${open}/>`
    : `${open}>\n      <${kind} message="${xmlText(message)}"/>\n    </testcase>`;
}

/**
 * Text for XML 1.0. Line ends and tabs are written as references, or attributes would lose them; control
 * characters, which XML cannot carry, as their Unicode pictures: U+0001 -> U+2401.
 */
function xmlText(text: string): string {
  return markupText(text, (control) => control.replaceAll(/./gsu, controlText));
}

function controlText(control: string): string {
  const code = control.charCodeAt(0);
  return code >= 0x20 || /[\t\n\r]/.test(control) ? `&#${code};` : pictureOf(control);
}
