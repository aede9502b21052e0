// What the commands leave beside table.md.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { recordLine } from "../../bench/record.ts";
import { runTask, withFolder } from "../support/run_task.ts";
import { STREAMED_RECORDS } from "./html_fixture.ts";

Deno.test("report --out writes report.html and every chart that table.md shows", () =>
  withFolder(async (folder) => {
    const path = `${folder}/records.jsonl`;
    await Deno.writeTextFile(path, STREAMED_RECORDS.map(recordLine).join(""));
    await runTask("report", path, "--out", folder, "--quiet");

    const markdown = await Deno.readTextFile(`${folder}/table.md`);
    const shown = [...markdown.matchAll(/\]\((charts\/[\w-]+\.svg)\)/g)].map(([, link]) => link);
    assertEquals(shown.slice(0, 2), ["charts/accuracy.svg", "charts/throughput.svg"]);
    for (const link of shown) {
      assertStringIncludes(await Deno.readTextFile(`${folder}/${link}`), "</svg>\n");
    }
    assertStringIncludes(await Deno.readTextFile(`${folder}/report.html`), "</html>\n");
  }));
