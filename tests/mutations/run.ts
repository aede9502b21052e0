// Applies each kept mutation to a copy of the last commit, runs the tests nearest to it, then wider
// ones, and prints which were killed.
//
//   deno run -A tests/mutations/run.ts [WORD…]   only mutations whose file or text has a WORD
//
// Results are kept in reports/out/mutations.jsonl; a mutation that has one for the same files is not
// run again. Two copies work side by side, each in a temporary folder.

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SILENT } from "../../bench/machine/silence.ts";
import { MUTATIONS } from "./all.ts";
import { mutated, type Mutation } from "./mutation.ts";
import { type Imports, nearestTests } from "./nearest_tests.ts";
import { type MutationResult, scoreText } from "./score.ts";
import { failedFiles, quickFirst, testSeconds } from "./test_output.ts";
import { taskArguments } from "../support/run_task.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const RESULTS = join(ROOT, "reports/out/mutations.jsonl");
const COPIES = 2;
/** Most time for the tests of one mutation, all groups together; what is not killed then survives. */
const LIMIT_MS = 240_000;

/** Tests that take so many times as long as they usually do hang. */
const HANG_FACTOR = 10;

/** What a process left behind. */
interface Ended {
  readonly success: boolean;
  readonly text: string;
}

/** Leaders of the process groups that are running. */
const running = new Set<number>();

/** Folders of the copies that are there. */
const copies = new Set<string>();

/** Ends what is running: groups of their own do not get the signal that this process gets. */
function endOnSignals(): void {
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    Deno.addSignalListener(signal, () => {
      running.forEach((pid) => Deno.kill(-pid, "SIGKILL"));
      copies.forEach((copy) => Deno.removeSync(copy, { recursive: true }));
      Deno.exit(code);
    });
  }
}

/** Runs a command in a process group of its own, which is killed when the time is over. */
async function ended(
  command: string,
  args: readonly string[],
  { cwd, limitMs }: { readonly cwd: string; readonly limitMs: number },
): Promise<Ended | undefined> {
  const process = new Deno.Command(command, {
    args: [...args],
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
    env: { ...SILENT, NO_COLOR: "1" },
  }).spawn();
  running.add(process.pid);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    Deno.kill(-process.pid, "SIGKILL");
  }, limitMs);
  const { success, stdout, stderr } = await process.output();
  clearTimeout(timer);
  running.delete(process.pid);
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  return isLate ? undefined : { success, text };
}

/** Like {@linkcode ended}, for what must work. */
async function output(command: string, args: readonly string[], cwd: string): Promise<string> {
  const result = await ended(command, args, { cwd, limitMs: 300_000 });
  if (!result?.success) throw new Error(`Cannot run ${command} ${args.join(" ")}: ${result?.text}`);
  return result.text;
}

/** A clone of the last commit with its packages. */
async function newCopy(): Promise<string> {
  const copy = await Deno.makeTempDir({ prefix: "mutations-" });
  copies.add(copy);
  await output("git", ["clone", "--quiet", ROOT, copy], ROOT);
  await output("deno", ["install", "--quiet", "--frozen"], copy);
  return copy;
}

/** What the modules under the test files import. */
async function importsOf(tests: readonly string[], copy: string): Promise<Imports> {
  const entry = join(copy, "all_tests.ts");
  await Deno.writeTextFile(entry, tests.map((test) => `import "./${test}";\n`).join(""));
  const info = JSON.parse(await output("deno", ["info", "--json", entry], copy));
  await Deno.remove(entry);
  const prefix = new URL(`file://${copy}/`).href;
  const inCopy = (specifier = "") =>
    specifier.startsWith(prefix) ? [specifier.slice(prefix.length)] : [];
  return new Map(
    info.modules.flatMap(({ specifier, dependencies = [] }: ModuleInfo) =>
      inCopy(specifier).map((path) =>
        [path, dependencies.flatMap(({ code }) => inCopy(code?.specifier))] as const
      )
    ),
  );
}

/** A module as `deno info --json` tells of it; type imports have no code. */
interface ModuleInfo {
  readonly specifier: string;
  readonly dependencies?: readonly { readonly code?: { readonly specifier: string } }[];
}

/** The flags of the task "test", without its folder; the copies are what runs side by side. */
async function testFlags(copy: string): Promise<readonly string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(join(copy, "deno.json")));
  return taskArguments(tasks.test.command).slice(0, -1).filter((flag) => flag !== "--parallel");
}

/** Where and how tests are run. */
interface Surroundings {
  readonly copy: string;
  readonly flags: readonly string[];
  /** Test files that were seen to pass without any mutation. */
  readonly green: Set<string>;
  /** How long test files took at most, as far as they were seen. */
  readonly seconds: Map<string, number>;
}

/**
 * A test that fails anyway kills nothing.
 *
 * @throws {Error} If one of the files fails without the mutation.
 */
async function requireGreen(
  files: readonly string[],
  { copy, flags, green }: Surroundings,
): Promise<void> {
  const open = files.filter((path) => !green.has(path));
  if (open.length === 0) return;
  await output("deno", [...flags, "--no-check", ...open], copy);
  open.forEach((path) => green.add(path));
}

/** Runs groups of tests until one fails or the time is over. */
async function verdictOf(
  mutation: Mutation,
  { copy, groups, flags, green, seconds }: Surroundings & {
    readonly groups: readonly (readonly string[])[];
  },
): Promise<Pick<MutationResult, "verdict" | "by">> {
  const path = join(copy, mutation.file);
  const text = await Deno.readTextFile(path);
  const start = performance.now();
  await Deno.writeTextFile(path, mutated(text, mutation));
  try {
    // The quick ones of all groups first: slow ones near by would take all the time.
    const ordered = groups.map((group) => quickFirst(group, seconds));
    const parts = [
      ...ordered.flatMap(([quick = []]) => [quick]),
      ...ordered.flatMap(([, ...slow]) => slow),
    ];
    for (const tests of parts.filter((part) => part.length > 0)) {
      const limitMs = LIMIT_MS - (performance.now() - start);
      if (limitMs <= 0) break;
      const args = [...flags, "--no-check", "--fail-fast", ...tests];
      const result = await ended("deno", args, { cwd: copy, limitMs });
      if (result === undefined) {
        const usualMs = 1000 *
          tests.reduce((sum, test) => sum + (seconds.get(test) ?? Infinity), 0);
        if (HANG_FACTOR * usualMs > limitMs) break;
        return { verdict: "killed", by: `${tests.join(", ")} hung` };
      }
      testSeconds(result.text).forEach((each, path) =>
        seconds.set(path, Math.max(each, seconds.get(path) ?? 0))
      );
      if (!result.success) {
        await Deno.writeTextFile(path, text);
        await requireGreen(failedFiles(result.text), { copy, flags, green, seconds });
        return { verdict: "killed", by: firstFailure(result.text) };
      }
    }
    return { verdict: "survived", by: "" };
  } finally {
    await Deno.writeTextFile(path, text);
  }
}

/** The name of the test that failed, or the last line. */
function firstFailure(text: string): string {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const failed = lines.find((line) => / \.\.\. FAILED/.test(line)) ??
    lines.find((line) => / => .*_test\.ts/.test(line));
  return failed ?? lines.at(-1) ?? "";
}

async function knownResults(tree: string): Promise<readonly MutationResult[]> {
  const text = await Deno.readTextFile(RESULTS).catch(() => "");
  return text.split("\n").filter((line) => line !== "")
    .map((line) => JSON.parse(line) as MutationResult)
    .filter((result) => result.tree === tree);
}

async function runAll(words: readonly string[]): Promise<boolean> {
  const tree = (await output("git", ["rev-parse", "HEAD^{tree}"], ROOT)).trim();
  const wanted = MUTATIONS.filter(({ what, file, equivalent }) =>
    equivalent === undefined &&
    (words.length === 0 || words.some((word) => `${file} ${what}`.includes(word)))
  );
  const results = [...await knownResults(tree)];
  const waiting = wanted.filter(({ what }) => !results.some((result) => result.what === what));
  const tests = (await output("git", ["ls-files", "tests/**_test.ts"], ROOT)).trim().split("\n");
  await Deno.mkdir(dirname(RESULTS), { recursive: true });

  const green = new Set<string>();
  const seconds = new Map<string, number>();
  const work = async () => {
    if (waiting.length === 0) return;
    const copy = await newCopy();
    try {
      const imports = await importsOf(tests, copy);
      const flags = await testFlags(copy);
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const groups = nearestTests(next.file, tests, imports);
        const { what, file } = next;
        const result = {
          tree,
          what,
          file,
          ...await verdictOf(next, { copy, groups, flags, green, seconds }),
        };
        results.push(result);
        await Deno.writeTextFile(RESULTS, `${JSON.stringify(result)}\n`, { append: true });
        // deno-lint-ignore no-console
        console.error(`${result.verdict.padEnd(8)} ${file}: ${what}  ${result.by}`);
      }
    } finally {
      copies.delete(copy);
      await Deno.remove(copy, { recursive: true });
    }
  };
  await Promise.all(Array.from({ length: COPIES }, work));
  const asked = results.filter(({ what }) => wanted.some((mutation) => mutation.what === what));
  // deno-lint-ignore no-console
  console.log(scoreText(asked, MUTATIONS.filter(({ equivalent }) => equivalent !== undefined)));
  return asked.every(({ verdict }) => verdict === "killed");
}

if (import.meta.main) {
  endOnSignals();
  Deno.exitCode = await runAll(Deno.args) ? 0 : 1;
}
