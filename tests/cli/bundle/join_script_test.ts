// The parts of the CUDA provider, written, carried and joined, with small files in its place.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { archiveOf } from "../../../cli/bundle/bundle_archive.ts";
import { linksTo, partPath, writeParts } from "../../../cli/bundle/cuda_parts.ts";
import { startScript } from "../../../cli/bundle/start_script.ts";
import { withFolder } from "../../support/run_task.ts";
import { runTied, type TiedOutput } from "../../support/tied_process.ts";

const ignore = Deno.build.os === "windows";
const BESIDE = "suite/runtime";
const TASKS = { any: { command: "deno run cli/main.ts bench" } };
const NAMES = ["libprovider.so", "libshared.so"];

interface Carried {
  /** Where the bundle is unpacked, the parts beside it. */
  readonly folder: string;
  /** Calls it. */
  readonly call: (...args: readonly string[]) => Promise<TiedOutput>;
  /** What the runtime finds where it looks; `undefined`: nothing. */
  readonly provider: () => Promise<string | undefined>;
}

/** A bundle with a provider in parts of 200 bytes, unpacked where it is used. */
function carried(use: (carried: Carried) => Promise<void>): Promise<void> {
  return withFolder(async (relative) => {
    const folder = await Deno.realPath(relative);
    const libraries = NAMES.map((name) => `${folder}/${name}`);
    const noise = Array.from({ length: 300 }, (_, i) => (i * i * 7919) % 9973).join();
    await Promise.all(libraries.map((path) => Deno.writeTextFile(path, `${path} ${noise}`)));
    const cuda = await writeParts(libraries, { folder, level: 9, mostBytes: 200 });
    const program = { part: "suite", isProgram: true } as const;
    const archive = archiveOf([
      { ...program, path: "dsnet-bench", from: { text: startScript(TASKS, cuda) } },
      { ...program, path: "deno", from: { text: "#!/bin/sh\necho started\n" } },
      { path: `${BESIDE}/libonnxruntime.so.1`, part: "runtime", from: { text: "" } },
      ...linksTo(cuda, NAMES, BESIDE),
    ], { folder: "bundle", level: 1 });
    const path = `${folder}/bundle.tar.gz`;
    await Deno.writeFile(
      path,
      new Uint8Array(await new Response(archive as BodyInit).arrayBuffer()),
    );
    await runTied("tar", { args: ["-xzf", path, "-C", folder] });
    await use({
      folder,
      call: (...args) => runTied(`${folder}/bundle/dsnet-bench`, { args: [...args] }),
      provider: () =>
        Deno.readTextFile(`${folder}/bundle/${BESIDE}/${NAMES[0]}`).catch(() => undefined),
    });
  });
}

Deno.test({
  name: "a bundle joins its parts once, at the first command that starts engines",
  ignore,
  fn: () =>
    carried(async ({ folder, call, provider }) => {
      assertEquals([(await call("any")).stderr, await provider()], ["", undefined]);
      const first = await call("bench");
      assertMatch(first.stderr, /^joining the parts/);
      assertEquals(first.stdout, "started\n");
      assertStringIncludes(await provider() ?? "", `${folder}/${NAMES[0]} 0,7919,`);
      await Deno.remove(partPath(folder, 1));
      assertEquals((await call("bench")).stderr, "");
    }),
});

Deno.test({
  name:
    "a bundle says which parts are missing or changed, starts all the same, and joins them later",
  ignore,
  fn: () =>
    carried(async ({ folder, call, provider }) => {
      const [one, two] = [partPath(folder, 1), partPath(folder, 2)];
      const whole = await Deno.readFile(two);
      await Deno.rename(one, `${folder}/elsewhere`);
      await Deno.remove(two);
      const missing = await call("bench");
      assertEquals([missing.code, missing.stdout], [0, "started\n"]);
      assertEquals(
        missing.stderr,
        "note: --device cuda does not work yet as parts of the bundle are missing: copy " +
          `dsnet-bench.cuda.1 dsnet-bench.cuda.2 beside ${folder}/bundle\n`,
      );

      await Deno.rename(`${folder}/elsewhere`, `${folder}/bundle/dsnet-bench.cuda.1`);
      await Deno.writeFile(two, whole.with(3, 1 + (whole[3] ?? 0)));
      const { stderr } = await call("list");
      assertMatch(stderr, /\/dsnet-bench\.cuda\.2 is not whole and unchanged: copy it again\n$/);
      assertEquals(await provider(), undefined);

      await Deno.writeFile(two, whole);
      assertMatch((await call("setup")).stderr, /^joining/);
      assertEquals(await provider() === undefined, false);
    }),
});

Deno.test({
  name: "a bundle says that its folder takes no files, and leaves nothing of a join that failed",
  ignore,
  fn: () =>
    carried(async ({ folder, call }) => {
      const cache = `${folder}/bundle/cache`;
      await Deno.writeTextFile(cache, "");
      const { code, stderr } = await call("bench");
      assertEquals(code, 0);
      assertMatch(stderr, /as \S+ takes no files: unpack the bundle where you may write\n$/);

      await Deno.remove(cache);
      await Deno.writeTextFile(`${folder}/tar`, "#!/bin/sh\nexit 2\n", { mode: 0o755 });
      const withPath = 'PATH="$0:$PATH" exec "$@"';
      const full = await runTied("sh", {
        args: ["-c", withPath, folder, `${folder}/bundle/dsnet-bench`, "bench"],
      });
      assertMatch(full.stderr, /could not be unpacked in \S+, which may be full\n$/);
      assertEquals([...Deno.readDirSync(cache)], []);
    }),
});

Deno.test("writeParts() writes the same parts twice, none larger than asked for", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/lib.so`;
    await Deno.writeFile(path, crypto.getRandomValues(new Uint8Array(1000)));
    const write = () => writeParts([path], { folder, level: 1, mostBytes: 300 });
    const [one, other] = [await write(), await write()];
    assertEquals(one, other);
    assertEquals(one.parts.map(({ bytes }) => bytes > 300), [false, false, false, false]);
    assertEquals(one.parts.slice(0, -1).map(({ bytes }) => bytes), [300, 300, 300]);
  });
});
