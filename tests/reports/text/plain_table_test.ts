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
