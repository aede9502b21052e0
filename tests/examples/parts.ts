// Parts of a plan as the example of a scheduler left them: are they the whole plan?

import { assertEquals, assertStringIncludes } from "@std/assert";
import { runTask } from "../support/run_task.ts";

/** The records of every part. */
export function partPaths(results: string, count: number): readonly string[] {
  return Array.from(
    { length: count },
    (_, i) => `${results}/shard-${i + 1}-of-${count}/records.jsonl`,
  );
}

/** What makes a row, whatever its speed. */
export function rowsOf(json: string): readonly unknown[] {
  return JSON.parse(json).map((row: Record<string, unknown>) =>
    [
      "model",
      "graph",
      "size",
      "batch",
      "threads",
      "precision",
      "machine",
      "params",
      "macs",
      "rounds",
      "failure",
    ].map((key) => row[key])
  );
}

/** Joins the parts, which must be sound and complete, and returns the report as JSON. */
export async function joined(parts: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runTask("report", ...parts, "--format", "json");
  assertEquals(code, 0, stderr);
  return stdout;
}

/** Asserts that the report of all parts but the first says what is missing. */
export async function assertFirstIsMissed(parts: readonly string[]): Promise<void> {
  const { code, stderr } = await runTask("report", ...parts.slice(1));
  assertEquals(code, 1);
  assertStringIncludes(stderr, `lacks 1 of its ${parts.length} parts`);
}
