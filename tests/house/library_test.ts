// The library's face: it can be imported from elsewhere as docs/library.md says, every public member has a
// sentence, and it could be published.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { withFolder } from "../support/run_task.ts";
import { runTied } from "../support/tied_process.ts";

const ROOT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");
const PAGE = await Deno.readTextFile(`${ROOT}/docs/library.md`);

const PROGRAM = `
import { countGraph, findModel } from "@dsnet-bench/dsnet-bench";
console.log(countGraph(findModel("dsnet-t*").build()).params);
`;

async function deno(cwd: string, ...args: readonly string[]) {
  const { code, stdout, stderr } = await runTied("deno", { args: [...args], cwd });
  return { code, out: stdout, problems: stderr };
}

Deno.test("a script in another folder imports mod.ts with --config, as its page says", async () => {
  assertStringIncludes(PAGE, "deno run --config ../dsnet-bench/deno.json script.ts");
  await withFolder(async (folder) => {
    // The test's folder lies in this one; a configuration of its own makes it another project.
    await Deno.writeTextFile(`${folder}/deno.json`, "{}");
    await Deno.writeTextFile(`${folder}/script.ts`, PROGRAM);
    const config = `--config=${ROOT}/deno.json`;
    const { out, problems } = await deno(folder, "run", "--quiet", config, "script.ts");
    assertEquals(out.trim(), "10534312", problems);
    const without = await deno(folder, "run", "--quiet", "--no-lock", "script.ts");
    assertStringIncludes(without.problems, "not a dependency");
  });
});

Deno.test("a project of one's own links the package, as its page says", async () => {
  const [, config = ""] = /```json\n([^]*?)```/.exec(PAGE) ?? [];
  await withFolder(async (folder) => {
    // The folder of the test is no neighbour of this one.
    await Deno.writeTextFile(`${folder}/deno.json`, config.replaceAll("../dsnet-bench", ROOT));
    await Deno.writeTextFile(`${folder}/script.ts`, PROGRAM);
    const { out, problems } = await deno(folder, "run", "--quiet", "script.ts");
    assertEquals(out.trim(), "10534312", problems);
  });
});

Deno.test("mod.ts names each member that it promises", async () => {
  const text = await Deno.readTextFile(`${ROOT}/mod.ts`);
  assertEquals(text.match(/^export (?:type )?\*.*$/gm), null);
});

Deno.test("every public member has a sentence, and names public types only", async () => {
  const { code, problems } = await deno(ROOT, "doc", "--quiet", "--lint", "mod.ts");
  assertEquals(code, 0, problems);
});

Deno.test("the package could be published: no public type has to be inferred", async () => {
  const args = ["--quiet", "--dry-run", "--allow-dirty", "--no-check"];
  const { code, problems } = await deno(ROOT, "publish", ...args);
  assertEquals(code, 0, problems);
});
