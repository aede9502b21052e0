import { assertEquals, assertThrows } from "@std/assert";
import type { BenchRecord } from "../../../bench/record/record.ts";
import { recordKeeper } from "../../../cli/records/record_keeper.ts";
import { RunError } from "../../../cli/shell/usage_error.ts";
import { count, RUN, timing } from "../../reports/fixtures/fixed_records.ts";

/** A file with room for so many records. */
function smallFile(room: number) {
  const written: BenchRecord[] = [];
  return {
    written,
    append(record: BenchRecord) {
      if (written.length >= room) throw new RunError("no space left");
      written.push(record);
    },
  };
}

Deno.test("recordKeeper() goes on in memory once the file takes no more, and says so once", () => {
  const file = smallFile(1);
  const records: BenchRecord[] = [];
  const problems: string[] = [];
  const keep = recordKeeper(file, records, ({ message }) => problems.push(message));
  const all = [RUN, count("deit-s", 1, 1), timing("deit-s", 128, 1)];
  all.forEach(keep);
  assertEquals(records, all);
  assertEquals(file.written, [RUN]);
  assertEquals(problems, ["no space left"]);
});

Deno.test("recordKeeper() passes on what is no matter of the system", () => {
  const keep = recordKeeper(
    {
      append() {
        throw new TypeError("a fault of ours");
      },
    },
    [],
    () => undefined,
  );
  assertThrows(() => keep(RUN), TypeError, "a fault of ours");
});
