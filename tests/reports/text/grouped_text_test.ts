import { assertEquals } from "@std/assert";
import { groupedText } from "../../../reports/text/grouped_text.ts";
import { plainTableText } from "../../../reports/text/plain_table.ts";

Deno.test("groupedText() groups long whole numbers only", () => {
  assertEquals(
    [1_832_336_768, 12_345, 1234, -123_456, 0.12345, 2n ** 60n].map(groupedText),
    ["1,832,336,768", "12,345", "1234", "-123,456", "0.12345", "1,152,921,504,606,846,976"],
  );
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
