import { assertEquals, assertRejects } from "@std/assert";
import { isAbandoned, openScratch } from "../../../cli/shell/scratch.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";
import { withFolder } from "../../support/run_task.ts";
import { spawnTied } from "../../support/tied_process.ts";

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).toSorted();
}

Deno.test("openScratch() sweeps the folders of dead processes, and no others", () =>
  withFolder(async (folder) => {
    const living = await openScratch(folder);
    for (const name of ["dsnet-bench-dead", "dsnet-bench-unmarked", "of-others"]) {
      await Deno.mkdir(`${folder}/${name}/base`, { recursive: true });
    }
    await Deno.writeTextFile(`${folder}/dsnet-bench-dead/owner.lock`, "");
    await Deno.writeTextFile(`${folder}/of-others/owner.lock`, "");
    await Deno.writeTextFile(`${folder}/dsnet-bench-file`, "");

    const scratch = await openScratch(folder);
    const left = ["dsnet-bench-file", "dsnet-bench-unmarked", "of-others"];
    const own = [living, scratch].map(({ path }) => path.split("/").at(-1) ?? "");
    assertEquals(await namesIn(folder), [...left, ...own].toSorted());

    await living[Symbol.asyncDispose]();
    await scratch[Symbol.asyncDispose]();
    assertEquals(await namesIn(folder), left);
  }));

Deno.test("isAbandoned() is true once the owner is killed", () =>
  withFolder(async (folder) => {
    const script = `
      import { openScratch } from ${
      JSON.stringify(import.meta.resolve("../../../cli/shell/scratch.ts"))
    };
      console.log((await openScratch(Deno.args[0])).path);
      setInterval(() => {}, 1000);
    `;
    await Deno.writeTextFile(`${folder}/owner.ts`, script);
    const { child: owner, released } = spawnTied("deno", {
      args: ["run", "--quiet", "--no-check", "--allow-read", "--allow-write", `${folder}/owner.ts`]
        .concat(folder),
    });
    const reader = owner.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const path = (await reader.read()).value?.trim() ?? "";
    assertEquals(await isAbandoned(path), false);
    owner.kill("SIGKILL");
    await owner.status;
    await released();
    await reader.cancel();
    assertEquals(await isAbandoned(path), true);
  }));

Deno.test("openScratch() says what to do where the temporary folder is none", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    for (const parent of [`${folder}/missing`, `${folder}/file`]) {
      await assertRejects(
        () => openScratch(parent),
        UsageError,
        "set TMPDIR to a folder that is there and has room",
      );
    }
  }));
