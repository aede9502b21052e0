// Every file says why it is there, every exported symbol what it is.

import { assert, assertEquals } from "@std/assert";
import { dirname, join } from "node:path";
import { sourceFiles, sourceText } from "../support/source_files.ts";

const FOLDERS = ["audit", "bench", "cli", "evaluate", "models", "reports", "std"] as const;
const EXPORTED = /^export (?:async )?(?:function\*?|interface|type|const|class) (\w+)/;

Deno.test("every source file begins with a header", async () => {
  const bare: string[] = [];
  for (const folder of FOLDERS) {
    for await (const path of sourceFiles(folder)) {
      if (!/^(\/\/|\/\*\*)/.test(await sourceText(path))) bare.push(path);
    }
  }
  assertEquals(bare, []);
});

Deno.test("every exported symbol has its documentation", async () => {
  const undocumented: string[] = [];
  for (const folder of FOLDERS) {
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

const PAGES = [
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "README.md",
  "docs/architecture.md",
  "docs/checkpoints.md",
  "docs/commands.md",
  "docs/engine-protocol.md",
  "docs/evaluate.md",
  "docs/gpu.md",
  "docs/library.md",
  "docs/measurements.md",
  "docs/messages.md",
  "docs/pictures.md",
  "reports/published/README.md",
  "reports/samples/README.md",
];

const FOLDER = "(?:audit|bench|cli|docs|evaluate|examples|models|reports|std|tests)";
/** `models/networks/dsnet.ts`; not `models/NAME.ts`, nor `docs/Operators.md`, which is another project's. */
const FILE = "(?:README|[a-z_][\\w.-]*)\\.(?:ts|md|jsonl?|py|csv|yml|sh)";
const NAMED = new RegExp(`(?<![\\w./-])${FOLDER}/(?:[\\w.-]+/)*${FILE}\\b`, "g");

/** Files of ours that a text names by their path from the root. */
function namedFiles(text: string): readonly string[] {
  return [...text.matchAll(NAMED)].map(([path]) => path);
}

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

Deno.test("the docs name no file that is not there, and every link to a file leads to one", async () => {
  const dead: string[] = [];
  for (const page of PAGES) {
    const text = await Deno.readTextFile(page);
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)]
      .map(([, target = ""]) => join(dirname(page), target));
    for (const path of [...namedFiles(text), ...links]) {
      if (!path.startsWith("reports/out/") && !await exists(path)) dead.push(`${page}: ${path}`);
    }
  }
  assertEquals(dead, []);
});

Deno.test("comments name no file that is not there", async () => {
  const dead: string[] = [];
  for (const folder of FOLDERS) {
    for await (const path of sourceFiles(folder)) {
      const comments = (await sourceText(path)).split("\n").filter((line) =>
        /^\s*(\/\/|\*|\/\*)/.test(line)
      );
      for (const named of namedFiles(comments.join("\n"))) {
        if (!await exists(named)) dead.push(`${path}: ${named}`);
      }
    }
  }
  assertEquals(dead, []);
});

/** Emphasised texts of a page, whatever line ends they cross. */
function quoted(markdown: string): readonly string[] {
  const text = markdown.replaceAll(/\s+/g, " ").replaceAll("\\*", "*");
  return [...text.matchAll(/(?<![\w`/])_([^_`]+)_(?!\w)/g)].map(([, quote = ""]) => quote);
}

const PYTHON_ENGINES = "bench/engines/python";

/** The literal texts of the code, those that are put together of several as one. */
async function literalText(): Promise<string> {
  let text = "";
  for (const folder of FOLDERS) {
    for await (const path of sourceFiles(folder)) text += await sourceText(path);
  }
  for await (const { name } of Deno.readDir(PYTHON_ENGINES)) {
    if (!name.endsWith(".py")) continue;
    const code = await sourceText(`${PYTHON_ENGINES}/${name}`);
    text += code.replaceAll(/"\s*\n\s*f?"/g, "");
  }
  return text.replaceAll(/["`]\s*\+\s*["`]/g, "").replaceAll(/\s+/g, " ").toLowerCase();
}

Deno.test("docs/messages.md quotes messages that the code has, … for what changes", async () => {
  const text = await literalText();
  const quotes = quoted(await Deno.readTextFile("docs/messages.md"));
  // Of files, messages begin alike: "Cannot" and what could not be done.
  const isKnown = (piece: string) =>
    text.includes(piece.replaceAll('"', "").replace(/^Cannot /, "").trim().toLowerCase());
  const unknown = quotes.filter((quote) => !quote.split("…").every(isKnown));
  assertEquals(unknown, []);
  assert(quotes.length > 80, `${quotes.length} quotes`);
});

Deno.test("no file grows beyond what one reads in a sitting", async () => {
  const long: string[] = [];
  for (const folder of FOLDERS) {
    for await (const path of sourceFiles(folder)) {
      const lineCount = (await sourceText(path)).split("\n").length;
      if (lineCount > 360) long.push(`${path}: ${lineCount} lines`);
    }
  }
  assertEquals(long, []);
});
