// `compare` as its user calls it. GitHub's variables are set in each call, so that the tests say the
// same inside a job.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { BenchRecord } from "../../../bench/record/record.ts";
import { recordLine } from "../../../bench/record/record.ts";
import {
  counted,
  failed,
  runOn,
  steadyRates,
  timed,
} from "../../reports/fixtures/compare_records.ts";
import { callCommandIn } from "../../support/call_command.ts";
import { runTaskIn, type TaskResult, withFolder } from "../../support/run_task.ts";

function compare(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<TaskResult> {
  return callCommandIn(env, "compare", ...args);
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
    const otherEngine = [
      ...run(2, 1000).slice(0, 2),
      timed(2, "deit-s", steadyRates(1000), { engine: "openvino" }),
    ];
    const calls: readonly (readonly [readonly BenchRecord[], number, string])[] = [
      [run(2, 1000), 0, "## Comparison: passed"],
      [run(2, 2000), 0, "## Comparison: passed"],
      [run(2, 500), 1, "## Comparison: failed"],
      [run(2, 1000, 101), 1, "## Comparison: failed"],
      [[runOn(2), failed(2, "deit-s")], 1, "NEWLY FAILING"],
      [[other, ...run(2, 500).slice(1)], 4, "- Not comparable, 1 row(s): machine Example CPU"],
      [otherEngine, 4, "- Not comparable, 1 row(s): engine onnxruntime-node against openvino"],
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

Deno.test("compare without a baseline passes only if that is allowed, and warns", async () => {
  await withFolder(async (folder) => {
    const next = await write(`${folder}/new.jsonl`, run(2, 1000));
    for (
      const missing of [["missing.json", next], [folder, next], [next, next, "--pinned", "no"]]
    ) {
      const { code, stdout, stderr } = await compare(missing);
      assertEquals([code, stdout], [3, ""]);
      assertMatch(
        stderr,
        /^error: Cannot compare as there is no baseline in ".*": .*--allow-missing/,
      );
    }
    for (const strict of [[], ["--strict"]]) {
      const first = await compare(["missing.json", next, "--allow-missing", ...strict]);
      assertEquals(first.code, 0);
      assertStringIncludes(first.stdout, "recorded, nothing to compare: no baseline in missing.js");
      assertMatch(first.stderr, /^warning: There is no baseline in "missing.json"/);
    }
    const github = await compare(["missing.json", next, "--allow-missing"], {
      GITHUB_ACTIONS: "true",
    });
    assertMatch(github.stderr, /^::warning title=No baseline::/);
  });
});

Deno.test("compare reads a baseline with a byte-order mark, and passes none that lost its run", async () => {
  await withFolder(async (folder) => {
    const records = run(1, 1000);
    const base = `${folder}/base.jsonl`;
    const next = await write(`${folder}/new.jsonl`, run(2, 500));
    await Deno.writeTextFile(base, `\uFEFF${records.map(recordLine).join("")}`);
    const marked = await compare([base, next]);
    assertEquals([marked.code, marked.stderr], [1, ""]);
    assertStringIncludes(marked.stdout, "1 worse");

    await write(base, records.slice(1));
    const lost = await compare([base, next, "--allow-missing"]);
    assertEquals(lost.code, 3);
    assertMatch(
      lost.stderr,
      /^warning: Left out: 1 timing\(s\) of ".*base.jsonl" whose run record/,
    );
    // A file that holds nothing was lost; it is no first run.
    for (const held of [[], records.slice(0, 1)]) {
      await write(base, held);
      const empty = await compare([base, next, "--allow-missing"]);
      assertEquals([empty.code, empty.stdout], [3, ""]);
      assertMatch(empty.stderr, /^error: Cannot compare as ".*base.jsonl" holds no re/);
    }
  });
});

Deno.test("compare of unlike models ends with 4, and of undecided rates warns", async () => {
  await withFolder(async (folder) => {
    const base = await write(`${folder}/base.jsonl`, run(1, 1000));
    const other = [runOn(2), timed(2, "deit-b", steadyRates(1000), { graphHash: "other" })];
    const next = await write(`${folder}/new.jsonl`, other);
    const apart = await compare([base, next]);
    assertEquals(apart.code, 4);
    assertMatch(apart.stderr, /^warning: No model of NEW is in /);

    const few = await write(`${folder}/few.jsonl`, [
      runOn(3),
      counted(3, "deit-s", 100),
      timed(3, "deit-s", [1000]),
    ]);
    const open = await compare([base, few], { GITHUB_ACTIONS: "true" });
    assertEquals(open.code, 0);
    assertMatch(open.stderr, /^::warning title=Nothing decided::No rate was decided/);
    assertEquals((await compare([base, few, "--strict"])).code, 1);

    const counts = await write(`${folder}/counts.jsonl`, run(4, 1).slice(0, 2));
    assertEquals((await compare([counts, counts, "--strict", "--counts-only"])).code, 4);
    const again = await write(`${folder}/again.jsonl`, run(5, 1).slice(0, 2));
    assertEquals((await compare([counts, again, "--strict", "--counts-only"])).code, 0);
    assertEquals((await compare([counts, again])).code, 0);
    assertEquals((await compare([counts, again, "--strict"])).code, 1);
  });
});

Deno.test("compare shares the job summary with what is there, to the last byte", async () => {
  await withFolder(async (folder) => {
    const summary = `${folder}/summary.md`;
    const records = (day: number) => [
      runOn(day),
      ...Array.from({ length: 4000 }, (_, i) => counted(day, `m${i}`, day, { graphHash: `${i}` })),
    ];
    const base = await write(`${folder}/base.jsonl`, records(1));
    const next = await write(`${folder}/new.jsonl`, records(2));
    const before = `${"x".repeat(800_000)}\nno line end`;
    await Deno.writeTextFile(summary, before);
    const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
    const args = [base, next, "--counts-only", "--out", `${folder}/out`, "--format", "csv"];
    const { code, stderr } = await compare(args, env);
    assertEquals(code, 1);
    const after = await Deno.readTextFile(summary);
    assert(after.startsWith(`${before}\n\n## Comparison: failed\n`));
    const size = new TextEncoder().encode(after).length;
    assert(size <= 1_048_574 && size > 1_048_000, `${size} bytes`);
    assertMatch(after, /\n\d+ more lines in .*out\/compare\.md\.\n$/);
    assertMatch(stderr, /title=\d+ more::all rows are in .*out\/compare\.md\n$/);

    await Deno.writeTextFile(summary, "x".repeat(1_048_570));
    assertMatch(
      (await compare(args, env)).stderr,
      /^warning: Cannot add to the job summary as it is/,
    );
    assertEquals((await Deno.stat(summary)).size, 1_048_570);
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
    const environment = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
    const { code, stdout, stderr } = await runTaskIn(
      { environment },
      "compare",
      base,
      next,
      "--format",
      "json",
      "--out",
      `${folder}/out`,
      "--junit",
      `${folder}/junit.xml`,
      "--dashboard",
      `${folder}/bench.json`,
    );
    assertEquals(code, 1);
    assertEquals(JSON.parse(stdout).outcome, "failed");
    assertMatch(stderr, /^::error title=deit-s%3A throughput::worse \(against BASE\)/);
    const read = (name: string) => Deno.readTextFile(`${folder}/${name}`);
    assertEquals(await read("out/compare.json"), stdout);
    assertEquals(await read("summary.md"), `before\n\n${await read("out/compare.md")}`);
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
    [["a", "b", "--dim", "H=1"], "Cannot take --dim H"],
    [["a.onnx", "b.onnx", "--strict"], "Cannot take --strict with graphs"],
  ];
  for (const [args, message] of wrong) {
    const { code, stdout, stderr } = await compare(args);
    assertEquals([code, stdout], [2, ""]);
    assertStringIncludes(stderr, message);
  }
});
