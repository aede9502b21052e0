// Every file says why it is there, every exported symbol what it is.

import { assertEquals } from "@std/assert";
import { CODE_FOLDERS, sourceFiles, sourceText } from "../support/source_files.ts";

const EXPORTED = /^export (?:async )?(?:function\*?|interface|type|const|class) (\w+)/;

Deno.test("every source file begins with a header", async () => {
  const bare: string[] = [];
  for (const folder of CODE_FOLDERS) {
    for await (const path of sourceFiles(folder)) {
      if (!/^(\/\/|\/\*\*)/.test(await sourceText(path))) bare.push(path);
    }
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

Deno.test("no file grows beyond what one reads in a sitting", async () => {
  const long: string[] = [];
  for (const folder of CODE_FOLDERS) {
    for await (const path of sourceFiles(folder)) {
      const lineCount = (await sourceText(path)).split("\n").length;
      if (lineCount > 360) long.push(`${path}: ${lineCount} lines`);
    }
  }
  assertEquals(long, []);
});
