import { assertEquals } from "@std/assert";
import { mergeFiles } from "../../../cli/records/merge_files.ts";
import { hasSamples } from "../../../reports/records/paired_rate.ts";
import { RUN, timing } from "../../reports/fixtures/fixed_records.ts";
import { withFolder } from "../../support/run_task.ts";

/** Whether the timing of a file has its samples once it is joined. */
function keepsSamples(path: string, options: { readonly samples: boolean }): boolean {
  const { records } = mergeFiles([path], options);
  return records.some((record) => record.kind === "timing" && hasSamples(record));
}

Deno.test("mergeFiles() keeps the samples of small files, of large ones only if asked", () =>
  withFolder(async (folder) => {
    const run = { ...RUN, settings: { ...RUN.settings, models: ["deit-s"] } };
    const text = `${JSON.stringify(run)}\n${JSON.stringify(timing("deit-s", 128, 1))}\n`;
    await Deno.writeTextFile(`${folder}/small.jsonl`, text);
    await Deno.writeTextFile(`${folder}/large.jsonl`, text + `${" ".repeat(2 ** 20)}\n`.repeat(16));
    assertEquals(keepsSamples(`${folder}/small.jsonl`, { samples: false }), true);
    assertEquals(keepsSamples(`${folder}/large.jsonl`, { samples: false }), false);
    assertEquals(keepsSamples(`${folder}/large.jsonl`, { samples: true }), true);
  }));
