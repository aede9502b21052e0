// Every file says why it is there, every exported symbol what it is.

import { assertEquals } from "@std/assert";
import { CODE_FOLDERS, sourceFiles, sourceText } from "../support/source_files.ts";

/** The code that runs, engines in Python among it. */
async function* codeFiles(): AsyncGenerator<string> {
  for (const folder of CODE_FOLDERS) yield* sourceFiles(folder);
  yield* sourceFiles("bench/engines/python", ".py");
}

/** That code and its tests. */
async function* everyFile(): AsyncGenerator<string> {
  yield* codeFiles();
  yield* sourceFiles("tests");
}

const EXPORTED = /^export (?:async )?(?:function\*?|interface|type|const|class) (\w+)/;

Deno.test("every source file begins with a header", async () => {
  const bare: string[] = [];
  for await (const path of codeFiles()) {
    if (!/^(\/\/|\/\*\*|""")/.test(await sourceText(path))) bare.push(path);
  }
  assertEquals(bare, []);
});

Deno.test("every exported symbol has its documentation", async () => {
  const undocumented: string[] = [];
  for (const folder of CODE_FOLDERS) {
    for await (const path of sourceFiles(folder)) {
      const lines = (await sourceText(path)).split("\n");
      const documented = new Set<string>();
      for (const [index, line] of lines.entries()) {
        const name = EXPORTED.exec(line)?.[1];
        if (name === undefined) continue;
        // Overloads share the documentation of the first.
        if (lines[index - 1]?.endsWith("*/")) documented.add(name);
        if (!documented.has(name)) undocumented.push(`${path}: ${name}`);
      }
    }
  }
  assertEquals(undocumented, []);
});

Deno.test("every function of the engines in Python says what it gives", async () => {
  const bare: string[] = [];
  for await (const path of sourceFiles("bench/engines/python", ".py")) {
    const heads = (await sourceText(path)).matchAll(/^ *def (\w+)[^]*?:\n/gm);
    for (const [head, name] of heads) if (!head.includes(" -> ")) bare.push(`${path}: ${name}`);
  }
  assertEquals(bare, []);
});

Deno.test("no literal is spread into the literal around it, only to keep lines together", async () => {
  const spread: string[] = [];
  for await (const path of everyFile()) {
    if ((await sourceText(path)).includes(`...${"{"}`)) spread.push(path);
  }
  assertEquals(spread, []);
});

Deno.test("no file grows beyond what one reads in a sitting", async () => {
  const long: string[] = [];
  for await (const path of codeFiles()) {
    const lineCount = (await sourceText(path)).split("\n").length;
    if (lineCount > 360) long.push(`${path}: ${lineCount} lines`);
  }
  assertEquals(long, []);
});
