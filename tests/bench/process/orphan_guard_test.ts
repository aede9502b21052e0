import { assertEquals } from "@std/assert";
import { guardOrphan } from "../../../bench/process/orphan_guard.ts";
import { withFolder } from "../../support/run_task.ts";
import { type SpawnedProcess, spawnTied } from "../../support/tied_process.ts";

const ignore = Deno.build.os === "windows";

/** Sleeps longer than it may live: one that nobody ends is overdue. */
function startSleeping(): SpawnedProcess {
  return spawnTied("sleep", { args: ["600"], stdout: "null", limitMs: 100_000 });
}

Deno.test({
  ignore,
  name: "guardOrphan() leaves a process alone once its waiting is ended",
  async fn() {
    const { child, released } = startSleeping();
    await guardOrphan(child.pid)();
    child.kill("SIGINT");
    assertEquals((await child.status).signal, "SIGINT");
    await released();
  },
});

for (const [signal, name] of [["KILL", "SIGKILL"], ["TERM", "SIGTERM"]] as const) {
  Deno.test({
    ignore,
    name: `guardOrphan() sends ${name} once the parent is killed`,
    fn: () =>
      withFolder(async (folder) => {
        const { child: orphan, released } = startSleeping();
        await Deno.writeTextFile(
          `${folder}/parent.ts`,
          `import { guardOrphan } from ${
            JSON.stringify(import.meta.resolve("../../../bench/process/orphan_guard.ts"))
          };
          guardOrphan(Number(Deno.args[0]), "${signal}");
          console.log("guarded");
          setInterval(() => {}, 1000);`,
        );
        const { child: parent, released: parentReleased } = spawnTied("deno", {
          args: ["run", "--quiet", "--no-check", "--allow-run", `${folder}/parent.ts`]
            .concat(String(orphan.pid)),
        });
        const reader = parent.stdout.getReader();
        await reader.read();
        parent.kill("SIGKILL");
        await parent.status;
        await parentReleased();
        await reader.cancel();
        assertEquals((await orphan.status).signal, name);
        assertEquals((await released()).overdue, undefined);
      }),
  });
}
