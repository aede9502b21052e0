import { assertEquals } from "@std/assert";
import { guardOrphan } from "../../../bench/process/orphan_guard.ts";
import { withFolder } from "../../support/run_task.ts";
import { runTied, type SpawnedProcess, spawnTied } from "../../support/tied_process.ts";

const ignore = Deno.build.os === "windows";

/** Signals 1 (HUP), 2 (INT) and 15 (TERM), as the system has them in sets of signals. */
const INTERRUPTS = 2 ** 0 | 2 ** 1 | 2 ** 14;

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

/**
 * Tells what a process has started to stop, as Ctrl-C at a terminal would, as soon as it is awake.
 * Throws Error if the process ends before.
 */
async function interruptGuard(parent: number): Promise<void> {
  for (;;) {
    const { stdout } = await runTied("ps", {
      args: ["--no-headers", "-o", "ppid,pid,ignored", "-p", String(parent), "--ppid"]
        .concat(String(parent)),
    });
    const rows = stdout.trim().split("\n").map((line) => line.trim().split(/\s+/));
    if (!rows.some(([, pid]) => pid === String(parent))) throw new Error("the parent has ended");
    const guard = rows.find(([ppid, , ignored]) =>
      ppid === String(parent) &&
      (parseInt(ignored?.slice(-4) ?? "", 16) & INTERRUPTS) === INTERRUPTS
    );
    if (guard === undefined) continue;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      Deno.kill(Number(guard[1]), signal);
    }
    return;
  }
}

for (const [signal, name] of [["KILL", "SIGKILL"], ["TERM", "SIGTERM"]] as const) {
  Deno.test({
    ignore,
    name: `guardOrphan() sends ${name} once the parent is killed, whatever interrupts it before`,
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
          limitMs: 60_000,
        });
        const reader = parent.stdout.getReader();
        await reader.read();
        if (Deno.build.os === "linux") await interruptGuard(parent.pid);
        parent.kill("SIGKILL");
        await parent.status;
        await parentReleased();
        await reader.cancel();
        assertEquals((await orphan.status).signal, name);
        assertEquals((await released()).overdue, undefined);
      }),
  });
}
