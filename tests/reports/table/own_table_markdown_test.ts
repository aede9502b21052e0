import { assertEquals, assertStringIncludes } from "@std/assert";
import { claimsTable } from "../../../reports/published/reading/claims_table.ts";
import { ownTableMarkdown } from "../../../reports/table/own_table_markdown.ts";
import { count, failure, RUN, timing } from "../fixtures/fixed_records.ts";

const TABLE = claimsTable(
  "Backbone,#Params,Top-1 acc.,Throughput (img/s)\nB,48.8M,82.8,387\nMine,12M,-,\nS,22M,79.8,940\n",
  {
    what: "t",
    tieOf({ name }) {
      return { B: "dsnet-b", S: "deit-s" }[name];
    },
  },
);

Deno.test("ownTableMarkdown() keeps order and headers of the table, and puts ours beside", () => {
  const records = [
    RUN,
    count("dsnet-b", 41_813_640, 7_179_416_256),
    count("deit-s", 22_050_664, 4_598_882_304),
    timing("dsnet-b", 20, 0.5),
    timing("deit-s", 40, 1),
  ];
  const text = ownTableMarkdown(TABLE, records) ?? "";
  assertStringIncludes(
    text,
    "### The table, and ours beside it: Example CPU, cpu, 4 threads, size 224, batch 8, fp32, graph plain\n",
  );
  const cells = text.split("\n").filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim().replace(/ \(.*/, "")));
  assertEquals(cells.toSpliced(1, 1), [
    ["Backbone", "#Params", "#Params, ours", "Top-1 acc.", "Throughput", "Throughput"],
    ["B", "48.8M", "41.81", "82.8", "387", "20.0"],
    ["Mine", "12M", "", "", "", ""],
    ["S", "22M", "22.05", "79.8", "940", "40.0"],
  ]);
});

Deno.test("ownTableMarkdown() is nothing where no row was timed", () => {
  assertEquals(ownTableMarkdown(TABLE, []), undefined);
});

Deno.test("ownTableMarkdown() marks what failed, a lower bound, and a rate above the ceiling", () => {
  const { roofline, ...fast } = timing("deit-s", 40, 1);
  const text = ownTableMarkdown(
    claimsTable("Model,FLOPs (G),FPS\nB,7.2,387\nS,4.6,940\n", {
      what: "t",
      tieOf: ({ name }) => ({ B: "dsnet-b", S: "deit-s" })[name],
    }),
    [
      RUN,
      { ...count("deit-s", 22_050_664, 4_598_882_304), unknownOps: { Foo: 1 } },
      failure("dsnet-b", "out of memory"),
      { ...fast, roofline: roofline && { ...roofline, impossible: true } },
    ],
  ) ?? "";
  const [b = "", s = ""] = text.split("\n").slice(-3);
  assertStringIncludes(b, " failed |");
  assertStringIncludes(s, ">= 4.60 |");
  assertStringIncludes(s, "40.0 (39.0 to 41.0); impossible: above the ceiling");
});

Deno.test("ownTableMarkdown() says the unit of ours where the header has another, or none", () => {
  const headers = "Model,Params,FLOPs (T)\nS,22.1M,0.0046\n";
  const table = claimsTable(headers, { what: "t", tieOf: () => "deit-s" });
  const text = ownTableMarkdown(table, [RUN, count("deit-s", 22_050_664, 4_598_882_304)]) ?? "";
  assertStringIncludes(
    text,
    "| Model | Params | Params, ours (M) | FLOPs (T) | FLOPs (T), ours (G) |",
  );
});
