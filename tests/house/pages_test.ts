// The pages keep their word: each file, link and command line that they show is there.

import { assert, assertEquals } from "@std/assert";
import { dirname, join } from "node:path";
import { allCommands } from "../../cli/commands.ts";
import { parseCommandLine } from "../../cli/shell/command.ts";
import { CPU_REWRITES } from "../../models/rewrite/fast.ts";
import { CODE_FOLDERS, ROOT, sourceFiles, sourceText } from "../support/source_files.ts";

/** Every page by its path from the root. */
async function pages(): Promise<ReadonlyMap<string, string>> {
  const paths: string[] = [];
  for (const { name } of Deno.readDirSync(ROOT)) if (name.endsWith(".md")) paths.push(name);
  for (const folder of ["docs", "examples", ...CODE_FOLDERS]) {
    paths.push(...await Array.fromAsync(sourceFiles(folder, ".md")));
  }
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await sourceText(path)] as const)),
  );
}

const PAGES = await pages();

const FOLDER = "(?:audit|bench|cli|docs|evaluate|examples|models|reports|std|tests)";
/** `models/networks/dsnet.ts`; not `models/NAME.ts`, nor `docs/Operators.md`, which is another project's. */
const FILE = "(?:README|[a-z_][\\w.-]*)\\.(?:ts|md|jsonl?|py|csv|yml|sh)";
const NAMED = new RegExp(`(?<![\\w./-])${FOLDER}/(?:[\\w.-]+/)*${FILE}\\b`, "g");

/** Files of ours that a text names by their path from the root. */
function namedFiles(text: string): readonly string[] {
  return [...text.matchAll(NAMED)].map(([path]) => path);
}

function exists(path: string): Promise<boolean> {
  return Deno.stat(join(ROOT, path)).then(() => true, () => false);
}

Deno.test("the pages name no file that is not there", async () => {
  const dead: string[] = [];
  for (const [page, text] of PAGES) {
    for (const path of namedFiles(text)) {
      if (!path.startsWith("reports/out/") && !await exists(path)) dead.push(`${page}: ${path}`);
    }
  }
  assertEquals(dead, []);
  assert(PAGES.has("docs/measurements/rewrites.md"), [...PAGES.keys()].join(", "));
});

Deno.test("comments name no file that is not there", async () => {
  const dead: string[] = [];
  for (const folder of CODE_FOLDERS) {
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

/** What a heading is called in links to it, as GitHub makes it. */
function anchorOf(heading: string): string {
  return heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(/\s/g, "-");
}

function anchorsOf(page: string): readonly string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));
}

Deno.test("anchorOf() gives what a link to a heading says", () => {
  assertEquals(anchorOf("`end`, and what goes wrong"), "end-and-what-goes-wrong");
  assertEquals(anchorOf("What keeps DS-Net-T\\* from 95 %"), "what-keeps-ds-net-t-from-95-");
});

Deno.test("every link of the pages leads to a file, and to a heading of it", async () => {
  const dead: string[] = [];
  let anchorCount = 0;
  for (const [page, text] of PAGES) {
    for (
      const [, target = "", anchor] of text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)]+))?\)/g)
    ) {
      const path = target === "" ? page : join(dirname(page), target);
      if (!await exists(path)) dead.push(`${page}: ${path}`);
      if (anchor === undefined) continue;
      anchorCount++;
      if (!anchorsOf(PAGES.get(path) ?? "").includes(anchor)) dead.push(`${path}#${anchor}`);
    }
  }
  assertEquals(dead, []);
  assert(anchorCount > 20, `${anchorCount} anchors`);
});

const COMMANDS = await allCommands();
const CALL =
  /(?:deno task|npx --yes deno@[\d.]+ task --quiet|\.\/dsnet-bench\/dsnet-bench) ([a-z-]+)(.*)/g;

/** Words of a line as a shell has them, up to its comment or the next command. */
function wordsOf(line: string): readonly string[] {
  const [call = ""] = line.split(/\s(?:#|&&|[|>])\s?/);
  return [...call.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(/['"]/g, "")
  );
}

/** Calls of our commands, in blocks of code and within sentences. */
function callsOf(page: string): readonly (readonly [command: string, line: string])[] {
  const code = [...page.matchAll(/```sh\n([^]*?)```|^ {4}(deno .*)$|(?<!`)`([^`]+)`(?!`)/gm)]
    .map(([, block, indented, inline = ""]) =>
      block?.replaceAll(/\\\n/g, " ") ?? indented ?? inline.replaceAll(/\s+/g, " ")
    );
  return [...code.join("\n").matchAll(CALL)].map(([, name = "", rest = ""]) => [name, rest]);
}

/** What is wrong with the calls of a page; the help of a command is none. */
function wrongCalls(page: string): readonly string[] {
  return callsOf(page).flatMap(([name, line]) => {
    const command = COMMANDS.find((known) => known.name === name);
    if (command === undefined) return [];
    try {
      parseCommandLine(command, wordsOf(line));
    } catch (error) {
      return [`${name}${line}: ${(error as Error).message}`];
    }
    return [];
  });
}

Deno.test("every call of a command on the pages has options that the command has", () => {
  assertEquals(
    [...PAGES].flatMap(([page, text]) => page === "CHANGELOG.md" ? [] : wrongCalls(text)),
    [],
  );
  const calls = [...PAGES.values()].flatMap(callsOf);
  assert(calls.length > 80, `${calls.length} calls`);
});

Deno.test("wrongCalls() sees an option that is none, in a block and in a sentence", () => {
  const page = "Write `deno task count\n--convention all --sped 1`, or\n\n```sh\n" +
    "deno task bench 'dsnet-t*' \\\n  --bach 8   # a slip\ndeno task list --engines | head\n```\n";
  const [first = "", second = "", ...others] = wrongCalls(page);
  assert(first.includes("--sped") && second.includes("--bach"), `${first} ${second}`);
  assertEquals(others, []);
});

Deno.test("every rewrite of the fast graph has its figure on docs/measurements/rewrites.md", () => {
  const page = PAGES.get("docs/measurements/rewrites.md") ?? "";
  const [summary = ""] = page.split("\n## ");
  const told = [...summary.matchAll(/^\| ([\w+]+) +\| /gm)].flatMap(([, names = ""]) =>
    names.split("+")
  );
  assertEquals(Object.keys(CPU_REWRITES).filter((name) => !told.includes(name)), []);
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
  for (const folder of CODE_FOLDERS) {
    for await (const path of sourceFiles(folder)) text += await sourceText(path);
  }
  for await (const path of sourceFiles(PYTHON_ENGINES, ".py")) {
    text += (await sourceText(path)).replaceAll(/"\s*\n\s*f?"/g, "");
  }
  return text.replaceAll(/["`]\s*\+\s*["`]/g, "").replaceAll(/\s+/g, " ").toLowerCase();
}

Deno.test("docs/messages.md quotes messages that the code has, … for what changes", async () => {
  const text = await literalText();
  const quotes = quoted(PAGES.get("docs/messages.md") ?? "");
  // Of files, messages begin alike: "Cannot" and what could not be done.
  const isKnown = (piece: string) =>
    text.includes(piece.replaceAll('"', "").replace(/^Cannot /, "").trim().toLowerCase());
  const unknown = quotes.filter((quote) => !quote.split("…").every(isKnown));
  assertEquals(unknown, []);
  assert(quotes.length > 80, `${quotes.length} quotes`);
});
