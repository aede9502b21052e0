// The commands of the Kubernetes job and of the GitHub matrix, word for word as the files have them,
// run on this machine. Only places are put elsewhere, and a small plan is asked for.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { withFolder } from "../support/run_task.ts";
import { startTied } from "../support/tied_process.ts";
import {
  commandsOf,
  kubernetesJob,
  type Workflow,
  workflow,
  type WorkflowStep,
} from "./example.ts";
import { obstacleTo } from "./obstacle.ts";
import { assertFirstIsMissed, joined, partPaths, rowsOf } from "./parts.ts";

const MODELS = ["deit-t", "resnet18", "pvt-tiny"];
const BATCHES = [1, 2];
const SIZE = "32";
/** Four rows besides those of the anchor: one for each pod, one for each job of the matrix. */
const SMALL_PLAN = [
  ...MODELS,
  ...`--size ${SIZE} --batch ${BATCHES} --device cpu --ceilings off --graph plain --threads 1`
    .split(" "),
  ..."--rounds 1 --slice 0.01s --quiet".split(" "),
];
/** `npx --yes deno@2.9.6` without the download. */
const NPX = '#!/bin/sh\n[ "$1 ${2%@*}" = "--yes deno" ] || exit 127; shift 2; exec deno "$@"\n';
/** Cores are few, and speed is not what is tested. */
const AT_ONCE = 2;

interface Ran {
  readonly code: number;
  readonly stderr: string;
}

/** Runs a script in bash, with an `npx` as above in its path. */
async function bash(
  folder: string,
  script: string,
  { args = [], flags = ["-e"], env = {} }: {
    readonly args?: readonly string[];
    readonly flags?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  },
): Promise<Ran> {
  const path = await pathWithNpx(folder);
  return await startTied("bash", {
    args: [...flags, "-c", `${path}\n${script}`, "bash", ...args],
    env,
  }).output();
}

/** The line of a script that puts an `npx` of a folder before all others. */
async function pathWithNpx(folder: string): Promise<string> {
  // One for each call, as a program that runs cannot be written again.
  const bin = await Deno.makeTempDir({ dir: folder, prefix: "bin-" });
  await Deno.writeTextFile(`${bin}/npx`, NPX, { mode: 0o755 });
  return `PATH="${await Deno.realPath(bin)}:$PATH"`;
}

/** Runs so many tasks, some at once, and asserts that none of them fails. */
async function runAll(count: number, task: (index: number) => Promise<Ran>): Promise<void> {
  const waiting = Array.from({ length: count }, (_, index) => index);
  const runner = async () => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
      const { code, stderr } = await task(index);
      assertEquals(code, 0, stderr);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, runner));
}

/** Asserts that the parts hold every row of the small plan, none twice, and that none can lack. */
async function assertWholePlan(results: string, count: number): Promise<void> {
  const parts = partPaths(results, count);
  const rows = rowsOf(await joined(parts)) as readonly (readonly unknown[])[];
  const found = rows.map(([model, , size, batch]) => `${model} ${size} ${batch}`);
  const planned = BATCHES.flatMap((batch) => MODELS.map((model) => `${model} ${SIZE} ${batch}`));
  assertEquals(found.toSorted(), planned.toSorted());
  assert(rows.every((row) => row.at(-1) === null), "a row failed");
  await assertFirstIsMissed(parts);
}

/** The text with the folder that a file names replaced by one of this test's. */
function moved(text: string, from: string, to: string): string {
  assert(text.includes(from), `${from} is not in: ${text}`);
  return text.replaceAll(from, to);
}

/** How a runner on Linux starts a step: without `shell: bash`, a pipe hides its first command. */
function shellFlags({ shell }: WorkflowStep): readonly string[] {
  return shell === "bash" ? ["--noprofile", "--norc", "-e", "-o", "pipefail"] : ["-e"];
}

const reason = await obstacleTo(":", "bash");
const ignore = reason !== "";

Deno.test({
  name: "the pods of the Kubernetes job measure the whole plan, as their command says",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const { spec } = await kubernetesJob();
      const [container] = spec.template.spec.containers;
      const mountPath = container?.volumeMounts[0]?.mountPath ?? "";
      const words = [...container?.command ?? [], ...container?.args ?? []];
      assert(words.includes(mountPath));
      const args = [...words.map((word) => word === mountPath ? folder : word), ...SMALL_PLAN];
      await runAll(
        spec.completions,
        (index) => bash(folder, '"$@"', { args, env: { JOB_COMPLETION_INDEX: String(index) } }),
      );
      await assertWholePlan(folder, spec.completions);
    }),
});

Deno.test({
  name: "the pods of the Kubernetes job end on SIGTERM with what they measured",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const { spec } = await kubernetesJob();
      const pod = startTied("bash", {
        args: [
          "-c",
          `${await pathWithNpx(folder)}\nexec "$@"`,
          "bash",
          ...spec.template.spec.containers[0]?.command ?? [],
          ...`resnet18 --size ${SIZE} --batch 1 --device cpu --ceilings off --graph plain --threads 1`
            .split(
              " ",
            ),
          ...`--slice 0.02s --precision-target 0 --time 9m --out ${folder}`.split(" "),
        ],
      });
      const text = () => Deno.readTextFile(`${folder}/records.jsonl`).catch(() => "");
      await pod.until(async () => (await text()).includes('"kind":"round"'));
      pod.kill("SIGTERM");
      const { code, stderr } = await pod.output();
      assertEquals(code, 130, stderr);
      assertMatch(await text(), /"kind":"end".*"interrupted":true/);
    }),
});

/** The one command of a job. */
function commandOf({ jobs }: Workflow, name: string): WorkflowStep & { readonly run: string } {
  const [step, ...more] = commandsOf(jobs[name]);
  assert(step?.run !== undefined && more.length === 0, `${name} has not one command`);
  return { ...step, run: step.run };
}

Deno.test({
  name: "the jobs of the GitHub matrix measure the whole plan, and the last one joins it",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const matrix = await workflow("examples/github_matrix.yml");
      const shards = matrix.jobs["bench"]?.strategy?.matrix["shard"] ?? [];
      const bench = commandOf(matrix, "bench");
      const report = commandOf(matrix, "report");
      const results = `${folder}/results`;
      await runAll(shards.length, (index) => {
        const run = bench.run.replaceAll("${{ matrix.shard }}", String(shards[index]));
        return bash(folder, `${moved(run.trimEnd(), "--out results", `--out ${results}`)} "$@"`, {
          args: SMALL_PLAN,
          flags: shellFlags(bench),
        });
      });
      await assertWholePlan(results, shards.length);

      const run = moved(
        moved(report.run, "results/shard-", `${results}/shard-`),
        "--out reports/out",
        `--out ${folder}/report`,
      );
      const join = () =>
        bash(folder, run, {
          flags: shellFlags(report),
          env: { GITHUB_STEP_SUMMARY: `${folder}/summary.md` },
        });
      const { code, stderr } = await join();
      assertEquals(code, 0, stderr);
      const summary = await Deno.readTextFile(`${folder}/summary.md`);
      assertMatch(summary, /^\| ResNet-18 \|/m);

      await Deno.remove(`${results}/shard-2-of-4`, { recursive: true });
      assertEquals((await join()).code, 1, "a part is missing and the job does not say so");
    }),
});
