import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { auditHtml } from "../../audit/text/audit_html.ts";
import { figure } from "./audit_figure.ts";
import { auditsOf } from "./audit_fixture.ts";

const { auditOf } = auditsOf(({ id }) => id === "resnet50");

const REPORT = auditOf([
  figure("resnet50", "params_m", "25.6"),
  figure("resnet50", "flops_g", "99"),
  { ...figure("resnet50", "top1", "76.1"), url: "javascript:alert(1)", source: "<b>" },
]);
const HTML = auditHtml(REPORT, ["1 of 2 <reproduced>"]);

Deno.test("auditHtml() shows every figure until something else is chosen", () => {
  const choices = [...HTML.matchAll(/<input type="radio" name="(\w+)" id="([\w-]+)"( checked)?>/g)];
  assertEquals(
    choices.map(([, name, id, checked = ""]) => `${name} ${id}${checked}`),
    [
      "answer answer-all checked",
      "answer answer-0",
      "answer answer-1",
      "answer answer-2",
      "metric metric-all checked",
      "metric metric-0",
      "metric metric-1",
      "metric metric-2",
      "family family-all checked",
      "family family-0",
    ],
  );
  // One rule for each choice but "all".
  assertEquals(HTML.match(/main:has\(#\w+-\d:checked\)/g)?.length, 7);
  assertStringIncludes(
    HTML,
    'main:has(#metric-1:checked) tr[data-metric]:not([data-metric="1"])',
  );
});

Deno.test("auditHtml() has a row a figure, with its outcome and its source's page", () => {
  const rows = HTML.split("<tr data-").slice(1);
  assertEquals(rows.length, 3);
  assertMatch(rows[0] ?? "", /^answer="0" data-metric="0" data-family="0">/);
  assertMatch(rows[0] ?? "", /<a href="https:\/\/example.org\/S" rel="noreferrer">25.6<\/a>/);
  assertMatch(rows[0] ?? "", />25.56<.*>1.00<.*>reproduced</);
  assertMatch(
    rows[1] ?? "",
    />99<.*>4.1<.*>24.21<.*>differs<.*>unexplained: nothing that was tried/,
  );
});

Deno.test("auditHtml() lets nothing of a table through as markup, or as an address of its own kind", () => {
  assertStringIncludes(HTML, "<p>1 of 2 &lt;reproduced&gt;</p>");
  assertStringIncludes(HTML, '<td class="left">76.1</td>');
  assertStringIncludes(HTML, '<td class="left">&lt;b&gt;</td>');
  assertEquals(HTML.includes("javascript:"), false);
});

Deno.test("auditHtml() has the claims below the figures, with every baseline, and none without any", () => {
  assertEquals(HTML.includes("<h2>"), false);
  const claims = auditHtml({
    ...REPORT,
    gains: [{
      modelId: "resnet50",
      overId: "resnet50",
      metric: "top1",
      text: "1",
      obstacle: "no <baseline>",
      url: "https://example.org/C",
      read: "first-hand",
      verdict: "cannot be tested here",
      recomputed: [],
      source: "S",
    }],
  }, []);
  assertEquals([...claims.matchAll(/<h2>(.*)<\/h2>/g)].map(([, title]) => title), [
    "Claims: gains in accuracy",
  ]);
  assertMatch(
    claims,
    />ResNet-50 over ResNet-50<.*<a href="https:\/\/example.org\/C" rel="noreferrer">\+1<\/a>/,
  );
  assertStringIncludes(claims, "cannot be tested here: no &lt;baseline&gt;");
});
