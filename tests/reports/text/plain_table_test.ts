import { assertEquals } from "@std/assert";
import {
  figures,
  inJson,
  plainTable,
  plainTableText,
  words,
} from "../../../reports/text/plain_table.ts";

Deno.test("plainTable() has a row for each item, unknown values empty, some in JSON only", () => {
  const table = plainTable([{ id: "a", macs: 5n }, { id: "b", macs: undefined }], [
    words("model", ({ id }) => id, "Model"),
    figures("macs", ({ macs }) => macs),
    inJson("is_known", ({ macs }) => macs === undefined ? "no" : "yes"),
  ]);
  assertEquals(
    plainTableText(table, "md"),
    [
      "| Model | macs |",
      "| :---- | ---: |",
      "| a     |    5 |",
      "| b     |      |",
      "",
    ].join("\n"),
  );
  assertEquals(plainTableText(table, "csv"), "model,macs\r\na,5\r\nb,\r\n");
  assertEquals(JSON.parse(plainTableText(table, "json")), [
    { model: "a", macs: 5, is_known: "yes" },
    { model: "b", macs: null, is_known: "no" },
  ]);
});

Deno.test("plainTableText() groups digits for people, and keeps them exact for machines", () => {
  const table = {
    columns: [{ key: "macs", header: "MACs", align: "right" }],
    rows: [{ macs: 1_832_336_768 }],
  } as const;
  assertEquals(plainTableText(table, "md").split("\n")[2], "| 1,832,336,768 |");
  assertEquals(plainTableText(table, "csv"), "macs\r\n1832336768\r\n");
  assertEquals(JSON.parse(plainTableText(table, "json")), [{ macs: 1_832_336_768 }]);
});

Deno.test("plainTableText() has whole numbers beyond 2^53 as their digits in JSON, others as numbers", () => {
  const table = {
    columns: [{ key: "macs", header: "MACs" }],
    rows: [{ macs: 2n ** 53n }, { macs: 2n ** 53n - 1n }, { macs: 5n }],
  } as const;
  assertEquals(JSON.parse(plainTableText(table, "json")), [
    { macs: "9007199254740992" },
    { macs: 9_007_199_254_740_991 },
    { macs: 5 },
  ]);
  assertEquals(plainTableText(table, "csv").split("\r\n")[1], "9007199254740992");
});
