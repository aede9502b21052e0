// No process that the suite starts talks to the network or leaves files behind.

import { assert, assertEquals } from "@std/assert";
import config from "../../../deno.json" with { type: "json" };
import { SILENT } from "../../../bench/machine/silence.ts";
import { obstacleTo } from "../../examples/obstacle.ts";
import { runTaskIn, withFolder } from "../../support/run_task.ts";
import { runTied } from "../../support/tied_process.ts";
import { ONE_ROUND, TINY_BENCH } from "../../support/tiny_bench.ts";

const TINY = [...TINY_BENCH, "--threads", "1"];
/** The runtime first asks for its maker's server some nine seconds after it was loaded. */
const LONG = ["--rounds", "11", "--slice", "1s", "--precision-target", "0"] as const;
const NO_TRACER = await obstacleTo("strace -f -o /dev/null true", "strace that may trace");
/** As a user's shell: without what the test's own task sets. */
const UNSET = ["env", ...Object.keys(SILENT).flatMap((name) => ["-u", name])];
/** Sockets to anywhere; pairs of sockets and pipes within the machine are none. */
const NETWORK_CALL = /(socket|connect|sendto|sendmsg|sendmmsg)\(.*AF_INET/;

/** Folder of Deno's own cache; it may be told to nobody but by Deno itself. */
async function denoFolder(): Promise<string> {
  const { stdout } = await runTied("deno", { args: ["info", "--json"] });
  return JSON.parse(stdout).denoDir;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    names.push(...isDirectory ? await filesIn(`${folder}/${name}`) : [`${folder}/${name}`]);
  }
  return names;
}

Deno.test({
  name: "bench leaves nothing in the temporary folder and at home",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const [home, temporary] = [`${folder}/home`, `${folder}/temporary`];
      await Promise.all([home, temporary].map((path) => Deno.mkdir(path)));
      const args = [...TINY, ...ONE_ROUND, "--out", folder];
      const root = Deno.cwd();
      const environment = {
        HOME: `${root}/${home}`,
        TMPDIR: `${root}/${temporary}`,
        XDG_CACHE_HOME: `${root}/${home}/.cache`,
        DENO_DIR: await denoFolder(),
      };
      const { code, stderr } = await runTaskIn({ environment, under: UNSET }, "bench", ...args);
      assertEquals(code, 0, stderr);
      assertEquals([...await filesIn(home), ...await filesIn(temporary)], []);
    }),
});

Deno.test({
  name: "bench opens no socket to the network",
  ignore: NO_TRACER !== "",
  fn: () =>
    withFolder(async (folder) => {
      const trace = `${folder}/trace`;
      const under = [...UNSET, "strace", "-f", "-e", "trace=network", "-o", trace];
      const args = [...TINY, ...LONG, "--out", folder];
      const { code, stderr } = await runTaskIn({ under }, "bench", ...args);
      assertEquals(code, 0, stderr);
      const lines = (await Deno.readTextFile(trace)).split("\n");
      // The tracer saw processes come and go: what it did not see did not happen.
      assert(lines.filter((line) => line.includes("+++ exited with ")).length > 2);
      assertEquals(lines.filter((line) => NETWORK_CALL.test(line)), []);
    }),
});

Deno.test("every task is silent: Deno asks for no newer version, the runtime reports to nobody", () => {
  let partCount = 0;
  for (const [name, { command }] of Object.entries(config.tasks)) {
    for (const part of command.split("&&").map((text) => text.trim())) {
      if (!/^(\w+=\S* )*deno (run|test) /.test(part)) continue;
      partCount++;
      assertEquals(part.includes("DENO_NO_UPDATE_CHECK=1 "), true, name);
      if (part.includes("--allow-ffi")) {
        assertEquals(part.includes("ORT_DISABLE_TELEMETRY=1 "), true, name);
      }
    }
  }
  // All but the gate, which calls one of them.
  assertEquals(partCount, Object.keys(config.tasks).length - 1);
  assertEquals({ ...SILENT }, { ORT_DISABLE_TELEMETRY: "1", DENO_NO_UPDATE_CHECK: "1" });
});
