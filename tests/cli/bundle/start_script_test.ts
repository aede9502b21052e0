import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import config from "../../../deno.json" with { type: "json" };
import { startScript } from "../../../cli/bundle/start_script.ts";
import { runTied } from "../../support/tied_process.ts";

/** What the script starts for a command, with the places in it as they stand there. */
function startOf(script: string, name: string): string | undefined {
  return new RegExp(`^  ${name}\\)\n([^]*?)\n    ;;$`, "m").exec(script)?.[1];
}

Deno.test("startScript() starts a command with the variables and rights of its task", () => {
  const command = "A=1 B=two deno run --quiet --allow-sys=cpus cli/main.ts test-engine";
  assertEquals(
    startOf(startScript({ any: { command } }), "test-engine"),
    `    export A=1 B=two
    exec "$here/deno" run --quiet --allow-sys=cpus --config="$suite/deno.json" ` +
      `"$suite/cli/main.ts" test-engine "$@"`,
  );
});

Deno.test("startScript() has no task that runs no command of the suite", () => {
  const script = startScript({
    test: { command: "deno test --allow-read tests/" },
    ok: { command: "deno fmt --check && deno task test" },
  });
  assertEquals([startOf(script, "test"), startOf(script, "ok")], [undefined, undefined]);
});

Deno.test("startScript() says where programs are if nothing else does", async () => {
  const head = startScript({}).split("\nhere=")[0] ?? "";
  const path = startScript({}).split("\n").find((line) => line.startsWith("export PATH=")) ?? "";
  const script = `${head}\n${path}\nprintenv PATH`;
  const pathIn = async (...env: readonly string[]) =>
    (await runTied("env", { args: ["-i", ...env, "/bin/sh", "-c", script] })).stdout;
  assertMatch(await pathIn(), /\/usr\/bin/);
  assertEquals(await pathIn("PATH=/opt/x:/usr/bin:/bin"), "/opt/x:/usr/bin:/bin\n");
});

Deno.test("startScript() has every command of deno.json", () => {
  const script = startScript(config.tasks);
  for (const [name, { command }] of Object.entries(config.tasks)) {
    if (!command.includes("cli/main.ts")) continue;
    const rights = command.split(" ").filter((word) => word.startsWith("--allow-"));
    assertStringIncludes(startOf(script, name) ?? "", rights.join(" "));
  }
});
