import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { recordLine } from "../../../bench/record/record.ts";
import { openRecordsFile } from "../../../cli/records/records_file.ts";
import { RunError, UsageError } from "../../../cli/shell/usage_error.ts";
import { RUN } from "../../reports/fixtures/fixed_records.ts";
import { withFolder } from "../../support/run_task.ts";

Deno.test("openRecordsFile() refuses a file that is open for another run, until it is closed", () =>
  withFolder((folder) => {
    const path = `${folder}/records.jsonl`;
    const first = openRecordsFile(path);
    assertThrows(
      () => openRecordsFile(path),
      UsageError,
      `Cannot write to "${path}" as another run is writing there: wait for it, or take another --out`,
    );
    first.append(RUN);
    first.close();
    const second = openRecordsFile(path);
    assertEquals(second.records, [RUN]);
    second.close();
    return Promise.resolve();
  }));

Deno.test("openRecordsFile() cuts half a line off, and ends a line that has no end", () =>
  withFolder((folder) => {
    const path = `${folder}/records.jsonl`;
    const line = recordLine(RUN);
    for (const left of [`${line}{"schema":"dsnet-be`, line.trimEnd()]) {
      Deno.writeTextFileSync(path, left);
      const file = openRecordsFile(path);
      file.append(RUN);
      file.close();
      assertEquals(Deno.readTextFileSync(path), line + line);
    }
    return Promise.resolve();
  }));

Deno.test("openRecordsFile() says which record file failed when a record cannot be kept", () =>
  withFolder((folder) => {
    const file = openRecordsFile(`${folder}/records.jsonl`);
    file.close();
    const error = assertThrows(() => file.append(RUN), RunError);
    assertStringIncludes(error.message, `Cannot append to "${folder}/records.jsonl"`);
    return Promise.resolve();
  }));
