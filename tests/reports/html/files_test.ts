// What the commands leave beside table.md.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { type BenchRecord, recordLine } from "../../../bench/record/record.ts";
import { RECORDS } from "../fixtures/fixed_records.ts";
import { runTask, withFolder } from "../../support/run_task.ts";
import { STREAMED_RECORDS } from "../fixtures/html_fixture.ts";

Deno.test("report --out writes report.html and every chart that table.md shows, and leaves nothing of an earlier report beside a new one", () =>
  withFolder(async (folder) => {
    const path = `${folder}/records.jsonl`;
    const charts = async () =>
      (await Array.fromAsync(Deno.readDir(`${folder}/charts`))).map(({ name }) => name).sort();
    const report = async (records: readonly BenchRecord[]) => {
      await Deno.writeTextFile(path, records.map(recordLine).join(""));
      await runTask("report", path, "--out", folder, "--quiet");
    };
    await report(STREAMED_RECORDS);
    const markdown = await Deno.readTextFile(`${folder}/table.md`);
    const shown = [...markdown.matchAll(/\]\((charts\/[\w-]+\.svg)\)/g)].map(([, link]) => link);
    assertEquals(shown.slice(0, 2), ["charts/accuracy.svg", "charts/throughput.svg"]);
    for (const link of shown) {
      assertStringIncludes(await Deno.readTextFile(`${folder}/${link}`), "</svg>\n");
    }
    assertStringIncludes(await Deno.readTextFile(`${folder}/report.html`), "</html>\n");

    const before = await charts();
    // Somebody's own file stays, whatever its name.
    await Deno.writeTextFile(`${folder}/charts/accuracy-2.svg`, "<svg></svg>");
    await Deno.writeTextFile(`${folder}/machines.md`, "of an earlier report");
    await report(RECORDS);
    assertEquals(before.includes("macs-by-stream.svg"), true);
    assertEquals(
      await charts(),
      ["accuracy-2.svg", ...before.filter((name) => !/-by-/.test(name))].sort(),
    );
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
    assertEquals(names.includes("machines.md"), false);
  }));
