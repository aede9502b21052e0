// The README keeps its word: its programs print what they say, its commands and exit codes exist.

import { assertEquals, assertMatch } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { EXIT } from "../../cli/shell/exit_code.ts";
import { withFolder } from "../support/run_task.ts";
import { sourceFiles, sourceText } from "../support/source_files.ts";
import { runTied } from "../support/tied_process.ts";

const README = await Deno.readTextFile(new URL("../../README.md", import.meta.url));

function blocks(language: string): readonly string[] {
  return [...README.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, "g"))]
    .map(([, code = ""]) => code);
}

for (const [index, program] of blocks("ts").entries()) {
  Deno.test(`README program ${index + 1} prints what its comment says`, () =>
    withFolder(async (folder) => {
      const path = `${folder}/program.ts`;
      const mod = new URL("../../mod.ts", import.meta.url).href;
      await Deno.writeTextFile(path, program.replace('"./mod.ts"', `"${mod}"`));
      const { stdout, stderr } = await runTied("deno", {
        args: ["run", "--quiet", "--no-prompt", "--no-check", "--config", "deno.json", path],
      });
      const expected = /console\.log\(.*\); \/\/ (.*)/.exec(program)?.[1];
      assertEquals(stdout.trim(), expected, stderr);
    }));
}

Deno.test("README names tasks that exist, and every command of deno.json but the gates", () => {
  const named = new Set(
    [...README.matchAll(/(?:deno|deno@[\d.]+) task (?:--quiet )?([a-z]+)/g)].map(([, name]) =>
      name ?? ""
    ),
  );
  const tasks = Object.keys(config.tasks);
  assertEquals([...named].filter((name) => !tasks.includes(name)), []);
  assertEquals(tasks.filter((name) => !named.has(name) && name !== "ok"), []);
});

Deno.test("README documents every exit code", () => {
  for (const code of Object.values(EXIT)) assertMatch(README, new RegExp(`^\\| +${code} \\|`, "m"));
});

Deno.test("README tells of every task which rights it has", () => {
  const told = new Map(
    [...README.matchAll(/^\| (`[a-z`, ]+`) +\| ([a-z, ]+?) +\| .*\|$/gm)].flatMap((
      [, names, rights],
    ) => (names ?? "").split(", ").map((name) => [name.replaceAll("`", ""), rights] as const)),
  );
  for (const [name, { command }] of Object.entries(config.tasks)) {
    if (name === "ok") continue;
    const rights = [...command.matchAll(/ --allow-([a-z]+)/g)].map(([, right]) => right).join(", ");
    assertEquals(told.get(name), rights || "none", name);
  }
});

Deno.test("README names every program that commands start", async () => {
  const started = new Set<string>();
  for (const folder of ["bench", "cli"]) {
    for await (const path of sourceFiles(folder)) {
      const calls = (await sourceText(path)).matchAll(/new Deno\.Command\(([^,]+),/g);
      for (const [, program = ""] of calls) started.add(program);
    }
  }
  // The last is a name that tests may change; it is git.
  const own = ["Deno.execPath()", "command"];
  assertEquals([...started].filter((program) => own.includes(program)).length, own.length);
  const named = [...started].filter((program) => !own.includes(program));
  const unnamed = named.filter((program) => !README.includes(`\n- \`${JSON.parse(program)}\`, `));
  assertEquals(unnamed, []);
});

Deno.test("README's first commands print neither what they install nor the task's own line", () => {
  const commands = [...README.matchAll(/^npx .*$/gm)].map(([line]) => line);
  assertEquals(commands.length, 2);
  assertEquals(commands.filter((line) => !/ task --quiet [a-z]+ /.test(line)), []);
});
