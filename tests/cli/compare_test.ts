// `compare` as its user runs it. GitHub's variables are set in each call, so that the tests say the
// same inside a job.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Record as BenchRecord } from "../../bench/record.ts";
import { recordLine } from "../../bench/record.ts";
import { marginOf } from "../../cli/compare.ts";
import { counted, failed, runOn, steadyRates, timed } from "../reports/compare_records.ts";
import { type TaskResult, withFolder } from "../support/run_task.ts";

const ROOT = new URL("../../", import.meta.url);
const NO_GITHUB = { GITHUB_ACTIONS: "", GITHUB_STEP_SUMMARY: "" };

async function compare(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<TaskResult> {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["task", "--quiet", "compare", ...args],
    cwd: ROOT,
    stdin: "null",
    env: { ...NO_GITHUB, ...env },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

async function write(path: string, records: readonly BenchRecord[]): Promise<string> {
  await Deno.writeTextFile(path, records.map(recordLine).join(""));
  return path;
}

/** A run of one model. */
function run(day: number, rate: number, params = 100): readonly BenchRecord[] {
  return [
    runOn(day),
    counted(day, "deit-s", params),
    timed(day, "deit-s", steadyRates(rate)),
  ];
}

Deno.test("compare ends with 0, 1 or 4, and says why on stdout", async () => {
  await withFolder(async (folder) => {
    const base = await write(`${folder}/base.jsonl`, run(1, 1000));
    const other = runOn(2, { machine: "f00" });
    const calls: readonly (readonly [readonly BenchRecord[], number, string])[] = [
      [run(2, 1000), 0, "## Comparison: passed"],
      [run(2, 2000), 0, "## Comparison: passed"],
      [run(2, 500), 1, "## Comparison: failed"],
      [run(2, 1000, 101), 1, "## Comparison: failed"],
      [[runOn(2), failed(2, "deit-s")], 1, "NEWLY FAILING"],
      [[other, ...run(2, 500).slice(1)], 4, "- Not comparable, 1 row(s): machine Example CPU"],
    ];
    for (const [records, expected, says] of calls) {
      const { code, stdout, stderr } = await compare([
        base,
        await write(`${folder}/new.jsonl`, records),
      ]);
      assertEquals([code, stderr], [expected, ""]);
      assertStringIncludes(stdout, says);
    }
    const counts = await compare([base, `${folder}/new.jsonl`, "--counts-only"]);
    assertEquals(counts.code, 0);
    assertStringIncludes(counts.stdout, "### Counts: 3 same");
  });
});

Deno.test("compare without a baseline records and passes, unless it is strict", async () => {
  await withFolder(async (folder) => {
    const next = await write(`${folder}/new.jsonl`, run(2, 1000));
    const { code, stdout } = await compare(["missing.json", next]);
    assertEquals(code, 0);
    assertStringIncludes(stdout, "recorded, nothing to compare: no baseline in missing.json");
    assertEquals((await compare(["missing.json", next, "--strict"])).code, 3);
    assertEquals((await compare([folder, next])).code, 0);
  });
});

Deno.test("compare of a run with itself says so, and does not pass if it is strict", async () => {
  await withFolder(async (folder) => {
    await write(`${folder}/records.jsonl`, run(1, 1000));
    const { code, stdout } = await compare([folder, `${folder}/records.jsonl`]);
    assertEquals(code, 0);
    assertStringIncludes(stdout, "Same run on both sides (run-1)");
    assertEquals((await compare([folder, folder, "--strict"])).code, 4);
  });
});

Deno.test("compare takes the margin, a pinned baseline and strictness", async () => {
  await withFolder(async (folder) => {
    const [base, next, pinned] = [
      await write(`${folder}/base.jsonl`, run(2, 1000)),
      await write(`${folder}/new.jsonl`, run(3, 960)),
      await write(`${folder}/pinned.jsonl`, run(1, 1100)),
    ];
    assertEquals((await compare([base, next])).code, 1);
    assertEquals((await compare([base, next, "--margin", "5%"])).code, 0);
    const crept = await compare([base, next, "--margin", "5", "--pinned", pinned]);
    assertEquals(crept.code, 1);
    assertMatch(crept.stdout, /deit-s \| .* equivalent .* WORSE/);

    const few = await write(`${folder}/few.jsonl`, [runOn(4), timed(4, "deit-s", [1000])]);
    assertEquals((await compare([few, next])).code, 0);
    assertEquals((await compare([few, next, "--strict"])).code, 1);
  });
});

Deno.test("compare writes every file that is asked for, and tells GitHub", async () => {
  await withFolder(async (folder) => {
    const base = await write(`${folder}/base.jsonl`, run(1, 1000));
    const next = await write(`${folder}/new.jsonl`, run(2, 500));
    const summary = `${folder}/summary.md`;
    await Deno.writeTextFile(summary, "before\n");
    const { code, stdout, stderr } = await compare(
      [
        ...[base, next, "--format", "json", "--out", `${folder}/out`],
        ...["--junit", `${folder}/junit.xml`, "--dashboard", `${folder}/bench.json`],
      ],
      { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary },
    );
    assertEquals(code, 1);
    assertEquals(JSON.parse(stdout).outcome, "failed");
    assertMatch(stderr, /^::error title=deit-s%3A throughput::worse \(against BASE\)/);
    const read = (name: string) => Deno.readTextFile(`${folder}/${name}`);
    assertEquals(await read("out/compare.json"), stdout);
    assertEquals(await read("summary.md"), `before\n${await read("out/compare.md")}`);
    assertMatch(await read("out/compare.csv"), /^model,renamed_from,/);
    assertMatch(await read("junit.xml"), /failures="1"/);
    assertEquals(JSON.parse(await read("bench.json"))[0].value, 500);
  });
});

Deno.test("compare names broken lines, and does not take a broken file for a first run", async () => {
  await withFolder(async (folder) => {
    const next = await write(`${folder}/new.jsonl`, run(2, 1000));
    const base = await write(`${folder}/base.jsonl`, run(1, 1000));
    await Deno.writeTextFile(base, '{"schema"', { append: true });
    const { code, stderr } = await compare([base, next]);
    assertEquals(code, 0);
    assertStringIncludes(stderr, "base.jsonl: line 4 is no record");
    await Deno.writeTextFile(base, "no records");
    assertEquals((await compare([base, next])).code, 3);
    assertEquals((await compare([next, "missing.json"])).code, 3);
  });
});

Deno.test("compare refuses wrong usage", async () => {
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [["one.jsonl"], "Cannot compare as it takes two sides: got 1"],
    [["a", "b", "c"], "Cannot compare as it takes two sides: got 3"],
    [["a", "b", "--margin", "0%"], 'Cannot take --margin "0%"'],
    [["a", "b", "--metric", "speed"], 'Cannot take --metric "speed"'],
  ];
  for (const [args, message] of wrong) {
    const { code, stdout, stderr } = await compare(args);
    assertEquals([code, stdout], [2, ""]);
    assertStringIncludes(stderr, message);
  }
});

Deno.test("marginOf() reads percent and refuses what is none or could be two things", () => {
  assertEquals(["5%", "5", "1.5%", "0.5 %", "99"].map(marginOf), [0.05, 0.05, 0.015, 0.005, 0.99]);
  for (const text of ["0", "0%", "-5%", "100", "100%", "200%", "1.05", "0.05", "5%%", "", "five"]) {
    let message = "";
    try {
      marginOf(text);
    } catch (error) {
      message = (error as Error).message;
    }
    assertStringIncludes(message, `Cannot take --margin "${text}" as it must be percent above 0`);
  }
});
