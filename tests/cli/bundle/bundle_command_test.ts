// The bundle as its user has it: unpacked somewhere else, with no variable, no network, no Node.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fileSha256 } from "../../../cli/shell/files.ts";
import { obstacleTo } from "../../examples/obstacle.ts";
import { runTask, withFolder } from "../../support/run_task.ts";
import { runTied, type TiedOutput } from "../../support/tied_process.ts";

const OBSTACLE = await obstacleTo(
  "git rev-parse HEAD && tar --version && gzip --version",
  "a checkout with git, tar and gzip",
);
/** What takes the network away, if the system lets us. */
const WITHOUT_NETWORK = (await obstacleTo("unshare -n true", "") === "")
  ? ["unshare", "-n"]
  : (await obstacleTo("unshare -rn true", "") === "")
  ? ["unshare", "-rn"]
  : [];

/** Runs the program of an unpacked bundle where there is nothing else. */
function runBare(folder: string, ...args: readonly string[]): Promise<TiedOutput> {
  const bare = ["-i", "HOME=/nonexistent", "PATH=/usr/bin:/bin", ...WITHOUT_NETWORK];
  return runTied("env", { args: [...bare, `${folder}/dsnet-bench`, ...args], cwd: folder });
}

/** 64 MiB by `--level 9`; `--level 1` makes 1.30 times as much of a bundle. */
const MOST_QUICK_BYTES = 1.30 * 64 * 2 ** 20;

interface ManifestFile {
  readonly path: string;
  readonly sha256: string;
}

Deno.test({
  name:
    "bundle writes the same archive twice, which counts, measures and reports on a bare machine",
  ignore: OBSTACLE !== "" || Deno.build.os !== "linux",
  fn: () =>
    withFolder(async (scratch) => {
      for (const name of ["one", "two"]) {
        const out = `${scratch}/${name}.tar.gz`;
        const { code, stderr } = await runTask("bundle", "--level", "1", "--out", out);
        assertEquals(code, 0, stderr);
        assertStringIncludes(stderr, "unpacked: deno ");
      }
      assertEquals(fileSha256(`${scratch}/one.tar.gz`), fileSha256(`${scratch}/two.tar.gz`));
      const { size } = await Deno.stat(`${scratch}/one.tar.gz`);
      assert(size <= MOST_QUICK_BYTES, `${size} bytes: find room, or say that it is larger`);

      await runTied("tar", { args: ["-xzf", `${scratch}/one.tar.gz`, "-C", scratch] });
      const folder = await Deno.realPath(`${scratch}/dsnet-bench`);
      const { files } = JSON.parse(await Deno.readTextFile(`${folder}/manifest.json`));
      const changed = (files as readonly ManifestFile[]).filter(({ path, sha256 }) =>
        fileSha256(`${folder}/${path}`) !== sha256
      );
      assertEquals(changed, []);

      const counted = await runBare(folder, "count", "resnet18", "--format", "csv");
      assertStringIncludes(counted.stdout, "11689512", counted.stderr);

      const tiny = ["--size", "32", "--batch", "1", "--device", "cpu", "--ceilings", "off"];
      const brief = ["--rounds", "1", "--slice", "0.01s", "--out", "out"];
      const measured = await runBare(folder, "bench", "resnet18", ...tiny, ...brief);
      assertEquals(measured.code, 0, measured.stderr);
      assertStringIncludes(measured.stdout, "| ResNet-18 |");
      const records = await Deno.readTextFile(`${folder}/out/records.jsonl`);
      assert(/"gitCommit":"[0-9a-f]{40}"/.test(records));

      const reported = await runBare(folder, "report", "out/records.jsonl", "--out", "again");
      assertEquals(reported.code, 0, reported.stderr);
      assert((await Deno.stat(`${folder}/again/report.html`)).isFile);
    }),
});
