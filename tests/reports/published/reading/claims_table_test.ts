// Tables of others: CSV, Markdown and HTML, printed names and units, bad cells, hostile files.

import { assertEquals, assertThrows } from "@std/assert";
import {
  claimsTable,
  type TieRequest,
} from "../../../../reports/published/reading/claims_table.ts";
import { namedColumn } from "../../../../reports/published/reading/column_names.ts";
import { htmlTables } from "../../../../reports/published/reading/html_tables.ts";
import { markdownTables } from "../../../../reports/published/reading/markdown_tables.ts";
import { TABLE_LIMITS } from "../../../../reports/published/reading/table_limits.ts";

const IDS = ["resnet50", "swin-t"];

function tieOf({ id, name }: TieRequest) {
  const found = IDS.find((one) => one === id || one === name.toLowerCase().replace("-", ""));
  return found;
}

function read(text: string, tableNumber?: number) {
  return claimsTable(text, {
    what: "t",
    tieOf,
    ...(tableNumber === undefined ? {} : { tableNumber }),
  });
}

/** `model metric text = value, decimals` of every figure. */
function figuresOf(text: string, tableNumber?: number): readonly string[] {
  return read(text, tableNumber).figures.map((one) =>
    `${one.modelId} ${one.metric} ${one.text} = ${one.value}, ${one.decimals}`
  );
}

Deno.test("namedColumn() knows columns by their printed names, units in the header", () => {
  const meanings = [
    ["#Params (M)", "params_m", 0],
    ["Params", "params_m", undefined],
    ["Parameters [K]", "params_m", -3],
    ["FLOPs (G)", "flops_g", 0],
    ["GFLOPS", "flops_g", 0],
    ["MMACs", "flops_g", -3],
    ["params_m", "params_m", 0],
    ["Throughput (img/s)", "throughput_img_s", undefined],
    ["Top-1 (%)", "top1", undefined],
    ["ImageNet top-1 acc.", "top1", undefined],
    ["Acc@5", "top5", undefined],
    ["Method", "model", undefined],
  ] as const;
  for (const [header, column, exponent] of meanings) {
    const named = namedColumn(header);
    assertEquals([header, named?.column, named?.exponent], [header, column, exponent]);
  }
  assertEquals(["Year", "Recipe", "", "params of what"].map(namedColumn), Array(4).fill(undefined));
});

Deno.test("claimsTable() reads numbers as printed, in the unit of header or cell", () => {
  const text = "Model,Params,FLOPs (G),Top-1\nResNet-50,25.6M,4.1,76.1%\nSwin-T,28288354,-,81.3\n";
  assertEquals(figuresOf(text), [
    "resnet50 params_m 25.6M = 25.6, 1",
    "resnet50 flops_g 4.1 = 4.1, 1",
    "resnet50 top1 76.1% = 76.1, 1",
  ]);
  const tied = 'model_id,Params (K),MFLOPs,Throughput\nswin-t,28288,4491,"1,034"\n';
  assertEquals(figuresOf(tied), [
    "swin-t params_m 28288K = 28.288, 3",
    "swin-t flops_g 4491M = 4.491, 3",
    "swin-t throughput_img_s 1,034 = 1034, 0",
  ]);
});

Deno.test("claimsTable() ties no row by guessing, and says which rows it leaves", () => {
  const { rows, figures, unread } = read(
    "Model,Params (M),Year\nResNet-51,25.6,2016\nResNet50,25.6,\n",
  );
  assertEquals(rows.map(({ line, modelId }) => [line, modelId]), [[2, undefined], [3, "resnet50"]]);
  assertEquals([figures.length, unread], [1, ["Year"]]);
});

const MARKDOWN = `# Zoo

| not | a table
| Model | **Params (M)** |
|:---|---:|
| [ResNet50](https://a.b/c_(d)) | 25.6 |

\`\`\`
| Model | Params (M) |
| --- | --- |
| ResNet50 | 1 |
\`\`\`

Model | FLOPs (G)
--- | ---
ResNet50 | **4.1**
`;

Deno.test("claimsTable() reads the first Markdown table of a page, or another by its number", () => {
  assertEquals(markdownTables(MARKDOWN).map(([header]) => header?.line), [4, 14]);
  assertEquals(figuresOf(MARKDOWN.replace("(https://a.b/c_(d))", "(https://a.b/c)")), [
    "resnet50 params_m 25.6 = 25.6, 1",
  ]);
  assertEquals(figuresOf(MARKDOWN, 2), ["resnet50 flops_g 4.1 = 4.1, 1"]);
  assertThrows(
    () => read(MARKDOWN, 3),
    SyntaxError,
    "Cannot read table 3 of t as it has 2 tables of Markdown: pass --table-number from 1 to 2",
  );
});

Deno.test("claimsTable() reads an HTML table with spans, entities and marks", () => {
  const html =
    `<p>x</p><TABLE class="t"><thead><tr><th>Model<th>Params&nbsp;(M)</th><th>Top-1</th></tr>
<tr><td rowspan="2"><a href="x">ResNet50</a></td><td>25&#46;6</td><td>76.1</td></tr>
<tr><td>25.5</td><td>&mdash;</td></tr></TABLE><script>alert(1)</script>`;
  assertEquals(htmlTables(html).length, 1);
  assertEquals(figuresOf(html), [
    "resnet50 params_m 25.6 = 25.6, 1",
    "resnet50 top1 76.1 = 76.1, 1",
    "resnet50 params_m 25.5 = 25.5, 1",
  ]);
  assertEquals(read(html).rows.map(({ line }) => line), [2, 3]);
});

Deno.test("htmlTables() has a cell in as many rows as it spans, and in none below", () => {
  const html =
    "<table><tr><th>Model<th>Params (M)<tr><td rowspan=3>ResNet50<td>1<tr><td>2<tr><td>3" +
    "<tr><td>Swin-T<td>4</table>";
  assertEquals(htmlTables(html)[0]?.map(({ cells }) => cells), [
    ["Model", "Params (M)"],
    ["ResNet50", "1"],
    ["ResNet50", "2"],
    ["ResNet50", "3"],
    ["Swin-T", "4"],
  ]);
});

Deno.test("claimsTable() takes whole numbers of five digits without a unit for counts, none of four", () => {
  assertEquals(figuresOf("Model,Params\nResNet50,25557\n"), [
    "resnet50 params_m 25557 = 0.025557, 6",
  ]);
  assertThrows(() => read("Model,Params\nResNet50,2555\n"), SyntaxError, "the unit of");
});

/** Bad tables, and what the message says. */
const BAD: readonly (readonly [text: string, message: string])[] = [
  [
    "Model,Params (M)\nResNet50,about 25\n",
    'Cannot read t, line 2, as "Params (M)" must be a plain number such as 23.0: it is "about 25", ' +
    "write the number alone, decimals behind a dot, or - for none",
  ],
  ["Model,Params\nResNet50,25.6\n", 'the unit of "Params" is not known: it is "25.6"'],
  [
    "Model,Params (M)\nResNet50,=1+1\n",
    'line 2, as a cell must be a value: "Params (M)" begins with "="',
  ],
  ["Model,Params (M)\nResNet50,2\u001b5\n", '"Params (M)" has a control character'],
  ["Model,Params (M)\nResNet50,25,6\n", "a row has as many cells as the header, 2: it has 3"],
  ["Model,Year\nResNet50,2016\n", "a header must name the model and a figure"],
  [
    "Model;Params (M)\nResNet50;25,6\n",
    'it is "Model;Params (M)", part its columns by commas, decimals by dots',
  ],
  ["Model\tParams (M)\nResNet50\t25\n", 'it is "Model\\tParams (M)", part its columns by commas'],
  [
    "Model,FLOPs (G),GFLOPs\nResNet50,1,1\n",
    '"FLOPs (G)" and "GFLOPs" both mean flops_g, rename one',
  ],
  ["", "Cannot read table 1 of t as it has 1 table of CSV"],
  [`Model,Params (M)\nResNet50,${"9".repeat(3000)}\n`, "a cell may have 2000 letters"],
  [`Model,Params (M)${",x".repeat(70)}\n`, "a row may have 64 cells"],
  [`Model,Params (M)\n${"ResNet50,1\n".repeat(5001)}`, "a table may have 5000 rows"],
  ["x".repeat(TABLE_LIMITS.bytes + 1), "a table may have 4194304 letters"],
];

for (const [text, message] of BAD) {
  Deno.test(`claimsTable() refuses ${JSON.stringify(text.slice(0, 40))}: ${message}`, () => {
    assertThrows(() => read(text), SyntaxError, message);
  });
}

Deno.test("claimsTable() comes to an end with pages made to be slow", () => {
  const size = 300_000;
  const pages = ["<table><tr><td>", "| - |\n", "[](", "<td rowspan=64 colspan=64>", "|-  ", "&#x41"]
    .map((piece) => `<table>${piece.repeat(size / piece.length)}`);
  for (const page of [...pages, ...pages.map((text) => text.replaceAll("<table>", "|a|\n"))]) {
    try {
      read(page);
    } catch (error) {
      assertEquals(error instanceof SyntaxError, true, String(error));
    }
  }
});

Deno.test("htmlTables() has an entity only if it is one of its own", () => {
  const [[header] = []] = htmlTables("<table><tr><td>&lt;a&gt; &toString; &#66;</td></tr></table>");
  assertEquals(header?.cells, ["<a> &toString; B"]);
});

Deno.test("markdownTables() reads a long line of dashes once, which is a divider or none", () => {
  // Where the marks are tried in two runs, this many take hours.
  const dashes = "-".repeat(1 << 22);
  assertEquals(markdownTables(`|a\n|${dashes}x\n|b`), []);
  assertEquals(markdownTables(`|a\n|${dashes}\n|b`)[0]?.map(({ cells }) => cells), [["a"], ["b"]]);
});
