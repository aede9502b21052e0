// What a run leaves behind when it is stopped, killed, resumed, or cannot write.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { type BenchRecord, recordLine } from "../../bench/record/record.ts";
import { parseRecords } from "../../bench/record/record_reader.ts";
import { openRecordsFile } from "../../cli/records/records_file.ts";
import { failure, RUN, timing } from "../reports/fixtures/fixed_records.ts";
import { callCommand } from "../support/call_command.ts";
import { runTask, taskArguments, withFolder } from "../support/run_task.ts";
import { startTied, type TiedProcess } from "../support/tied_process.ts";

const LINUX_ONLY = { ignore: Deno.build.os !== "linux" };
/** Small enough for seconds, long enough to be in the middle of. */
const MODELS =
  "resnet18 deit-t --size 32 --batch 1 --device cpu --slice 0.02s --ceilings off --graph plain --threads 1"
    .split(" ");
const TWELVE_ROUNDS = ["--rounds", "12", "--time", "9m", "--precision-target", "0"] as const;
const ENDLESS = ["--time", "9m", "--precision-target", "0"] as const;

/** Starts `bench` itself, not through the task runner, so that signals reach it. */
function startBench(...args: readonly string[]): TiedProcess {
  return startTied("deno", { args: [...taskArguments(config.tasks.bench.command), ...args] });
}

async function readRecords(folder: string): Promise<readonly BenchRecord[]> {
  const { records, problems } = parseRecords(await Deno.readTextFile(`${folder}/records.jsonl`));
  assertEquals(problems, []);
  return records;
}

/** Waits until a run has written so many rounds. */
function untilRounds(bench: TiedProcess, folder: string, count: number): Promise<void> {
  return bench.until(async () => {
    const text = await Deno.readTextFile(`${folder}/records.jsonl`).catch(() => "");
    return text.split('"kind":"round"').length > count;
  });
}

function roundNames(records: readonly BenchRecord[]): readonly string[] {
  return records.flatMap((record) =>
    record.kind === "round" ? [`${record.model} ${record.round}`] : []
  );
}

// Other signals: tests/cli/shell/abort_on_signals_test.ts.
Deno.test({
  ...LINUX_ONLY,
  name: `bench ends on SIGINT with what was measured, and says so by its exit code`,
  fn: () =>
    withFolder(async (folder) => {
      const bench = startBench(...MODELS, ...ENDLESS, "--out", folder);
      await untilRounds(bench, folder, 6);
      bench.kill("SIGINT");
      const { code, stdout, stderr } = await bench.output();
      assertEquals(code, 130, stderr);
      assertStringIncludes(stdout, "| ResNet-18 |");
      assertStringIncludes(
        stderr,
        "interrupted: what was measured is kept and shown; the same command with --resume goes on",
      );

      const records = await readRecords(folder);
      const timings = records.filter((record) => record.kind === "timing");
      assertEquals(timings.map(({ endedBy }) => endedBy), ["interrupted", "interrupted"]);
      const end = records.at(-1);
      assertEquals(end?.kind === "end" && end.interrupted, true);
      assertEquals(records.filter(({ kind }) => kind === "failure"), []);
    }),
});

Deno.test({
  ...LINUX_ONLY,
  name: "bench --resume measures after a kill -9 only what is missing, elsewhere all of it",
  fn: () =>
    withFolder(async (folder) => {
      const path = `${folder}/records.jsonl`;
      const options = [...MODELS, ...TWELVE_ROUNDS, "--quiet"];
      const killed = startBench(...options, "--out", folder);
      await untilRounds(killed, folder, 2);
      killed.kill("SIGKILL");
      await killed.output();
      const preempted = (await readRecords(folder)).map((record) =>
        record.kind === "run" ? { ...record, machine: "preempted" } : record
      );
      await Deno.writeTextFile(path, '{"schema":"dsnet-be', { append: true });

      const resumed = await startBench(...options, "--out", folder, "--resume").output();
      assertEquals(resumed.code, 0, resumed.stderr);
      assertStringIncludes(resumed.stderr, "is no record");

      // Half a line is cut off; a broken one in the middle would be a fault of the file.
      const records = await readRecords(folder);
      const rounds = roundNames(records);
      assertEquals(new Set(rounds).size, rounds.length, "a round was measured twice");
      assertEquals(rounds.length, 12 * 2);
      assertEquals(new Set(records.map(({ runId }) => runId)).size, 1);
      assertEquals(records.filter(({ kind }) => kind === "timing").length, 2);

      const again = await startBench(...options, "--out", folder, "--resume").output();
      assertEquals(again.code, 0);
      const after = parseRecords(await Deno.readTextFile(path)).records;
      assertEquals(after.length, records.length, "a finished run was measured again");
      assertEquals(again.stdout, resumed.stdout);

      await Deno.writeTextFile(path, preempted.map(recordLine).join(""));
      const elsewhere = await startBench(...options, "--out", folder, "--resume").output();
      assertEquals(elsewhere.code, 0, elsewhere.stderr);
      const { code, stdout, stderr } = await callCommand("report", path, "--format", "json");
      assertEquals([code, stderr], [0, ""]);
      const rows: readonly { readonly machine: string }[] = JSON.parse(stdout);
      const preemptedCount = rows.filter(({ machine }) => machine === "preempted").length;
      assertEquals([preemptedCount, rows.length], [2, 4], "rows of both machines");
    }),
});

Deno.test("bench --resume ends as the first call did while a model fails, and tries it again", () =>
  withFolder(async (folder) => {
    // DS-Net takes multiples of 32.
    const options =
      "dsnet-t resnet18 --size 80 --batch 1 --device cpu --ceilings off --graph plain --threads 1"
        .split(" ");
    const resume = `--rounds 2 --time 5s --slice 0.02s --out ${folder} --quiet --resume`.split(" ");
    const first = await startBench(...options, ...resume).output();
    assertEquals(first.code, 1, first.stderr);
    const again = await startBench(...options, ...resume).output();
    assertEquals(again.code, 1, again.stderr);
    const records = await readRecords(folder);
    assertEquals(records.filter(({ kind }) => kind === "failure").length, 2);
    assertEquals(records.filter(({ kind }) => kind === "timing").length, 1);

    // A failure of the machine's is gone the next time.
    const kept = records.flatMap((record): readonly BenchRecord[] => {
      if (record.kind === "failure") return [];
      if (record.kind !== "timing") return [record];
      const { runId, model, size, batch, graph } = record;
      return [{ ...failure(model, "killed"), runId, size, batch, graph }];
    });
    await Deno.writeTextFile(`${folder}/records.jsonl`, kept.map(recordLine).join(""));
    await startBench(...options, ...resume).output();
    const later = await readRecords(folder);
    assertEquals(later.filter(({ kind }) => kind === "timing").length, 1);
  }));

Deno.test("bench --resume says why it resumes nothing of another machine's run", () =>
  withFolder(async (folder) => {
    // DS-Net takes multiples of 32, so that nothing is timed.
    const options = ["dsnet-t", "--size", "80", "--device", "cpu", "--out", folder, "--resume"];
    const first = await startBench(...options).output();
    assertEquals(first.code, 3, first.stderr);
    const path = `${folder}/records.jsonl`;
    const records = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, records.replaceAll(/"machine":"\w+"/g, '"machine":"elsewhere"'));
    const { stderr } = await startBench(...options).output();
    assertMatch(
      stderr,
      /warning: nothing was resumed: the nearest of 1 earlier run\(s\), of \S+, differs in machine \(elsewhere then, \w+ now\)\n/,
    );
  }));

Deno.test("bench refuses a folder that another run is writing to", () =>
  withFolder(async (folder) => {
    const other = openRecordsFile(`${folder}/records.jsonl`);
    const { code, stderr } = await startBench(...MODELS, "--rounds", "1", "--out", folder).output();
    assertEquals(code, 2);
    assertStringIncludes(stderr, "as another run is writing there");
    other.close();
  }));

/** Runs a command as its task does, in a shell that sends its output elsewhere. */
async function runInShell(
  redirection: string,
  name: "bench" | "count" | "report",
  { args, env = {} }: {
    readonly args: readonly string[];
    readonly env?: Readonly<{ [Name in string]: string }>;
  },
) {
  const task = taskArguments(config.tasks[name].command);
  return await startTied("bash", {
    args: ["-c", `deno "$@" ${redirection}`, "bash", ...task, ...args],
    env,
  }).output();
}

/** Records of one run, written to a folder. */
async function writeRecords(folder: string): Promise<string> {
  const path = `${folder}/records.jsonl`;
  const run = { ...RUN, settings: { ...RUN.settings, models: ["deit-s"] } };
  await Deno.writeTextFile(path, [run, timing("deit-s", 128, 1)].map(recordLine).join(""));
  return path;
}

Deno.test("a report that cannot be written is still printed, and the exit code is 1", () =>
  withFolder(async (folder) => {
    const path = await writeRecords(folder);
    const { code, stdout, stderr } = await runTask("report", path, "--out", `${path}/out`);
    assertEquals(code, 1, stderr);
    assertStringIncludes(stdout, "| DeiT-S ");
    assertStringIncludes(stderr, `error: Cannot write "${path}/out/table.csv" as a file is in`);
  }));

Deno.test({
  ...LINUX_ONLY,
  name: "a full stdout is said, keeps no file back and gives exit code 1",
  fn: () =>
    withFolder(async (folder) => {
      const args = [await writeRecords(folder), "--out", folder];
      const { code, stderr } = await runInShell(">/dev/full", "report", { args });
      assertEquals(code, 1);
      assertMatch(
        stderr,
        /^error: Cannot write to "stdout" as the system refused: No space[^\n]*\n$/,
      );
      assertStringIncludes(await Deno.readTextFile(`${folder}/table.md`), "| DeiT-S ");
    }),
});

Deno.test({
  ...LINUX_ONLY,
  name: "a full stderr changes neither the result nor the exit code",
  async fn() {
    const well = await runInShell("2>/dev/full", "count", { args: ["resnet18"] });
    assertEquals(well.code, 0);
    assertStringIncludes(well.stdout, "| resnet18 |");
    const bad = await runInShell("2>/dev/full", "count", { args: ["resnet5"] });
    assertEquals(bad.code, 2);
  },
});

Deno.test({
  ...LINUX_ONLY,
  name: "bench measures where the path has no deno, no shell and no git",
  fn: () =>
    withFolder(async (folder) => {
      const options = ["--rounds", "1", "--time", "1s", "--out", folder, "--format", "json"];
      const { code, stdout, stderr } = await startTied(Deno.execPath(), {
        args: [...taskArguments(config.tasks.bench.command), ...MODELS, ...options],
        env: { PATH: await Deno.realPath(folder) },
      }).output();
      assertEquals(code, 0, stderr);
      assertEquals(JSON.parse(stdout).length, 2);
      const [run] = await readRecords(folder);
      assertEquals(run?.kind === "run" && run.gitDirty, null);
    }),
});

Deno.test({
  ...LINUX_ONLY,
  name: "bench says what to do where the temporary folder is missing or a file",
  fn: () =>
    withFolder(async (folder) => {
      const file = await writeRecords(folder);
      for (const place of [`${folder}/missing`, file]) {
        const { code, stderr } = await runInShell("", "bench", {
          args: ["resnet18", "--out", `${folder}/out`],
          env: { TMPDIR: await Deno.realPath(folder) + place.slice(folder.length) },
        });
        assertEquals(code, 2, stderr);
        assertMatch(stderr, /^error: Cannot make a folder .* set TMPDIR to a folder [^\n]*\n$/);
      }
    }),
});
