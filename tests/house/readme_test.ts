// The README and docs/commands.md keep their word: programs print what they say, commands, options,
// exit codes and rights are those of the code.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { EXIT } from "../../cli/shell/exit_code.ts";
import { withFolder } from "../support/run_task.ts";
import { sourceFiles, sourceText } from "../support/source_files.ts";
import { runTied } from "../support/tied_process.ts";
import { withAuditWords, withHelp, withSampleTable } from "./derived_docs.ts";

const README = await sourceText("README.md");
const COMMANDS = await sourceText("docs/commands.md");
const PROGRAMS = [README, await sourceText("docs/library.md")].flatMap((page) =>
  [...page.matchAll(/```ts\n([^]*?)```/g)].map(([, code = ""]) => code)
);

for (const [index, program] of PROGRAMS.entries()) {
  Deno.test(`program ${index + 1} of the pages prints what its comment says`, () =>
    withFolder(async (folder) => {
      const path = `${folder}/program.ts`;
      await Deno.writeTextFile(path, program);
      const { stdout, stderr } = await runTied("deno", {
        args: ["run", "--quiet", "--no-prompt", "--no-check", "--config", "deno.json", path],
      });
      const expected = /console\.log\(.*\); \/\/ (.*)/.exec(program)?.[1];
      assertEquals(stdout.trim(), expected, stderr);
    }));
}

/** The tasks that a page calls. */
function namedTasks(page: string): ReadonlySet<string> {
  const calls = page.matchAll(/(?:deno|deno@[\d.]+) task (?:--quiet )?([a-z]+(?:-[a-z]+)*)/g);
  return new Set([...calls].map(([, name = ""]) => name));
}

Deno.test("the pages name tasks that exist, and README every one of deno.json but the gate", () => {
  const tasks = Object.keys(config.tasks);
  const named = [...namedTasks(README), ...namedTasks(COMMANDS)];
  assertEquals(named.filter((name) => !tasks.includes(name)), []);
  const missing = tasks.filter((name) => !namedTasks(README).has(name));
  assertEquals(missing, ["ok"]);
});

Deno.test("docs/commands.md has the help of every command as it is", () => {
  const tasks = Object.keys(config.tasks).filter((name) => !["test", "ok"].includes(name));
  const helped = [...COMMANDS.matchAll(/```text\ndeno task ([\w-]+)/g)].map(([, name]) =>
    name ?? ""
  );
  assertEquals(helped.toSorted(), tasks.toSorted());
  assertEquals(withHelp(COMMANDS), COMMANDS, "run tests/house/derived_docs.ts");
});

/** A page with its tables as cells, however they are padded. */
function unpadded(page: string): string {
  return page.replaceAll(/ *\| */g, "|").replaceAll(/-{3,}/g, "---");
}

Deno.test("README's table is that of the sample which it names", async () => {
  const [path = ""] = /reports\/samples\/[\w-]+\.jsonl/.exec(README) ?? [];
  const anew = withSampleTable(README, await sourceText(path));
  assertEquals(unpadded(anew), unpadded(README), "run tests/house/derived_docs.ts");
  assertStringIncludes(README, "| DS-Net-T\\* ");
});

/** A page with its lines as one, however they are wrapped. */
function unwrapped(page: string): string {
  return page.replaceAll(/\s+/g, " ");
}

Deno.test("README says of DS-Net-B what the audit says", () => {
  assertEquals(
    unwrapped(withAuditWords(README)),
    unwrapped(README),
    "run tests/house/derived_docs.ts",
  );
  assertStringIncludes(
    unwrapped(README),
    "is printed with 48.8 M params against 41.81 M (unexplained)",
  );
});

Deno.test("docs/commands.md documents every exit code", () => {
  for (const code of Object.values(EXIT)) {
    assertMatch(COMMANDS, new RegExp(`^\\| +${code} \\|`, "m"));
  }
});

Deno.test("docs/commands.md tells of every task which rights it has", () => {
  const rows = COMMANDS.matchAll(/^\| (`[a-z`, -]+`) +\| ([a-z, ]+?) +\| .*\|$/gm);
  const told = new Map(
    [...rows].flatMap(([, names = "", rights]) =>
      names.split(", ").map((name) => [name.replaceAll("`", ""), rights] as const)
    ),
  );
  for (const [name, { command }] of Object.entries(config.tasks)) {
    if (name === "ok") continue;
    const rights = [...command.matchAll(/ --allow-([a-z]+)/g)].map(([, right]) => right).join(", ");
    assertEquals(told.get(name), rights || "none", name);
  }
});

Deno.test("docs/commands.md names every variable that a task may read", () => {
  const names = Object.values(config.tasks)
    .flatMap(({ command }) => /--allow-env=(\S+)/.exec(command)?.[1]?.split(",") ?? []);
  const isTold = (name: string) =>
    COMMANDS.includes(`\`${name}\``) ||
    (name.startsWith("SLURM_ARRAY_TASK_") && COMMANDS.includes("`SLURM_ARRAY_TASK_…`"));
  assertEquals(names.length > 0, true);
  assertEquals(names.filter((name) => !isTold(name)), []);
});

Deno.test("docs/commands.md names every program that commands start", async () => {
  const started = new Set<string>();
  for (const folder of ["bench", "cli"]) {
    for await (const path of sourceFiles(folder)) {
      const text = await sourceText(path);
      const calls = text.matchAll(
        /(?:new Deno\.Command|(?<!function )(?:programText|runProgram))\(([^,]+),/g,
      );
      for (const [, program = ""] of calls) started.add(program);
    }
  }
  // Whoever calls one of these names the program.
  const own = ["Deno.execPath()", "command", "program", "python"];
  assertEquals([...started].filter((program) => own.includes(program)).length, own.length);
  const named = [...started].filter((program) => !own.includes(program));
  const unnamed = named.filter((program) => !COMMANDS.includes(`\n- \`${JSON.parse(program)}\`, `));
  assertEquals(unnamed, []);
});

Deno.test("README's first commands print neither what they install nor the task's own line", () => {
  const commands = [...README.matchAll(/^npx .*$/gm)].map(([line]) => line);
  assertEquals(commands.length, 2);
  assertEquals(commands.filter((line) => !/ task --quiet [a-z]+ /.test(line)), []);
});

Deno.test("README can be read in one go", () => {
  assertEquals(README.split("\n").length <= 135, true);
});
