// The example files say what their schedulers and our command line understand.

import { assertEquals, assertMatch } from "@std/assert";
import { benchCommand } from "../../cli/bench/bench_command.ts";
import { parseCommandLine } from "../../cli/shell/command.ts";
import { reportCommand } from "../../cli/commands/report_command.ts";
import { shardOf } from "../../cli/bench/shard_option.ts";
import { runTied } from "../support/tied_process.ts";
import { withFolder } from "../support/run_task.ts";
import { kubernetesJobFaults, pipelineFaults, workflowFaults } from "../support/public_schemas.ts";
import {
  commandsOf,
  exampleText,
  kubernetesJob,
  type Pipeline,
  pipeline,
  workflow,
} from "./example.ts";

const WORKFLOWS = [
  "examples/github_matrix.yml",
  ".github/workflows/regression.yml",
  ".github/workflows/test.yml",
];

/** A copy of a value with its first `"from"` spelled otherwise. */
function misspelled(value: unknown, from: string, to: string) {
  const text = JSON.stringify(value);
  assertMatch(text, new RegExp(RegExp.escape(from)));
  return JSON.parse(text.replace(from, to));
}

const GPU_JOB = "kubernetes_gpu_job.yaml";

for (const name of ["kubernetes_indexed_job.yaml", GPU_JOB]) {
  Deno.test(`${name} is a Job of the public schema`, async () => {
    const job = await kubernetesJob(name);
    assertEquals(kubernetesJobFaults(job), []);
    // What the schema leaves to the server: its field says the values in prose.
    const { spec } = job;
    const { restartPolicy, containers, volumes } = spec.template.spec;
    assertEquals([spec.completionMode, restartPolicy], ["Indexed", "Never"]);
    const mounted = containers.flatMap(({ volumeMounts }) => volumeMounts.map(({ name }) => name));
    assertEquals(mounted, volumes.map(({ name }) => name));
  });
}

/** Options of a call of `bench` in the examples, as its command line reads them. */
function benchArguments(words: readonly string[]) {
  return parseCommandLine(benchCommand, words);
}

Deno.test("the Kubernetes Job with GPUs gives each pod one, by its limit, and a part of the plan", async () => {
  const { spec } = await kubernetesJob(GPU_JOB);
  const [container] = spec.template.spec.containers;
  // A pod gets whole GPUs, which stand among its limits.
  assertEquals(container?.resources.limits["nvidia.com/gpu"], 1);
  assertEquals(container?.command, ["./dsnet-bench/dsnet-bench", "bench"]);
  const args = benchArguments(container?.args ?? []);
  const shards = Array.from({ length: spec.completions }, (_, index) => {
    const environment: Record<string, string> = { JOB_COMPLETION_INDEX: String(index) };
    const { index: part, count } = shardOf(args.text("shard") ?? "", (name) => environment[name]);
    return `${part}/${count}`;
  });
  assertEquals([shards, spec.parallelism], [["1/2", "2/2"], 2]);
  assertEquals([args.text("device"), args.has("resume")], ["cuda", true]);
  const { mountPath } = container?.volumeMounts[0] ?? {};
  assertEquals([container?.workingDir, `${mountPath}/results`], [mountPath, args.text("out")]);
});

Deno.test("the Slurm script with GPUs asks for one a task, and gives bench options that it knows", async () => {
  const script = await exampleText("slurm_gpu_array.sh");
  const asked = [...script.matchAll(/^#SBATCH --(array|gres)=(\S+)$/gm)].map(([, , value]) =>
    value
  );
  assertEquals(asked, ["1-4", "gpu:1"]);
  const [, call = ""] = /^exec \S+ bench "\$@" \\\n([^]*)$/m.exec(script) ?? [];
  const words = call.trim().split(/\s+/).map((word) => word.replace(/^"\$\{\w+:-(.*)\}"$/, "$1"));
  const args = benchArguments(["resnet50", ...words]);
  assertEquals([args.text("device"), args.text("shard"), args.text("out")], [
    "cuda",
    "auto/4",
    "results",
  ]);
});

Deno.test("the Slurm script with GPUs runs the bundle beside it, with what the call adds", async () => {
  await withFolder(async (folder) => {
    const program = `${await Deno.realPath(folder)}/program`;
    await Deno.writeTextFile(program, '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
    const { stdout, stderr } = await runTied("bash", {
      args: ["examples/slurm_gpu_array.sh", "resnet50", "--time", "5m"],
      env: { SLURM_SUBMIT_DIR: folder, BENCH: program, PYTHON: "py" },
    });
    assertEquals(
      stdout,
      "bench resnet50 --time 5m --device cuda --python py --shard auto/4 --resume --out results\n",
      stderr,
    );
  });
});

/** A test for each fault: what is misspelled, how, and how the schema answers. */
function testRefusals<Value>(
  kind: string,
  faults: readonly (readonly [from: string, to: string, answer: string])[],
  { read, faultsOf }: {
    readonly read: () => Promise<Value>;
    readonly faultsOf: (value: Value) => readonly string[];
  },
): void {
  for (const [from, to, answer] of faults) {
    Deno.test(`the public schema of ${kind} refuses ${to} for ${from}`, async () => {
      const value = misspelled(await read(), from, to);
      assertMatch(faultsOf(value).join("\n"), new RegExp(answer));
    });
  }
}

/** Faults of a manifest, and how the schema answers. */
const REFUSED_JOBS = [
  ['"completionMode"', '"completionmode"', '/spec: .*"additionalProperty":"completionmode"'],
  ['"topologyKey"', '"topologykey"', '"missingProperty":"topologyKey"'],
  ['"image"', '"imag"', '/containers/0: .*"additionalProperty":"imag"'],
  ['"completions":4', '"completions":"4"', "/spec/completions: must be integer,null"],
  ['"parallelism":4', '"parallelism":1.5', "/spec/parallelism: must be integer,null"],
  ['"template"', '"templates"', '"missingProperty":"template"'],
  ['"cpu":"8"', '"cpu":["8"]', "/limits/cpu|/requests/cpu"],
  ['"containers":[', '"containers":{},"initContainers":[', "/containers: must be array"],
  ['"batch/v1"', '"batch/v2"', "/apiVersion: must be equal to one of the allowed values"],
] as const;
/** The same of the one with GPUs. */
const REFUSED_GPU_JOBS = [
  ['"nvidia.com/gpu":1', '"nvidia.com/gpu":[1]', "/limits/nvidia.com~1gpu"],
  ['"limits"', '"limit"', '/resources: .*"additionalProperty":"limit"'],
  ['"workingDir"', '"workdir"', '/containers/0: .*"additionalProperty":"workdir"'],
  ['"value":"compute,utility,graphics"', '"value":7', "/env/0/value: must be string"],
] as const;

testRefusals("a Job", REFUSED_JOBS, {
  read: () => kubernetesJob(),
  faultsOf: kubernetesJobFaults,
});
testRefusals("a Job with GPUs", REFUSED_GPU_JOBS, {
  read: () => kubernetesJob(GPU_JOB),
  faultsOf: kubernetesJobFaults,
});

Deno.test("the Kubernetes manifest has a part for every index", async () => {
  const { spec } = await kubernetesJob();
  const args = parseCommandLine(benchCommand, spec.template.spec.containers[0]?.args ?? []);
  const shards = Array.from({ length: spec.completions }, (_, index) => {
    const environment: Record<string, string> = { JOB_COMPLETION_INDEX: String(index) };
    return shardOf(args.text("shard") ?? "", (name) => environment[name]);
  });
  assertEquals(shards, Array.from({ length: 4 }, (_, index) => ({ index: index + 1, count: 4 })));
  assertEquals([spec.parallelism, args.has("resume")], [4, true]);
});

/** A task of ours in a step, started by npx or by deno itself. */
const TASK = /(?:deno@\S+|\)")\s+(?:\\\s+)?task (bench|report) ([^|]*)/;

for (const path of WORKFLOWS) {
  Deno.test(`${path} is a workflow of the public schema`, async () => {
    assertEquals(workflowFaults(await workflow(path)), []);
  });

  Deno.test(`${path} gives our commands options that they know`, async () => {
    const commands = { bench: benchCommand, report: reportCommand };
    const { jobs } = await workflow(path);
    const lines = Object.values(jobs).flatMap(commandsOf).map(({ run = "" }) => run);
    for (const line of lines) {
      const [, name = "", rest = ""] = TASK.exec(line) ?? [];
      if (name === "") continue;
      // An expression is one word, whatever it becomes.
      const words = rest.replaceAll(/\$\{\{.*?\}\}/g, "1").match(/[^\s\\]+/g) ?? [];
      parseCommandLine(commands[name as keyof typeof commands], words);
    }
    assertMatch(lines.join("\n"), TASK);
  });
}

/** Faults of a workflow, and how the schema answers. */
const REFUSED_WORKFLOWS = [
  ['"runs-on"', '"run-on"', '"missingProperty":"runs-on"'],
  ['"timeout-minutes":60', '"timeout-minutes":"soon"', "/jobs/bench/timeout-minutes: must be"],
  ['"with"', '"wth"', '"additionalProperty":"wth"'],
  ['"matrix":{', '"matrix":8,"fail":{', "/strategy/matrix: must be"],
  ['"contents":"read"', '"contents":"red"', "/permissions/contents: must be"],
] as const;

testRefusals("a workflow", REFUSED_WORKFLOWS, {
  read: () => workflow("examples/github_matrix.yml"),
  faultsOf: workflowFaults,
});

/** Faults of a pipeline, and how the schema answers. */
const REFUSED_PIPELINES = [
  ['"parallel":4', '"parallel":0', "/bench/parallel: must be >= 1"],
  ['"when":"always"', '"when":"ever"', "/artifacts/when: must be equal to one of"],
  ['"script"', '"scripts"', "/bench: must "],
  ['"timeout":"1h"', '"timeout":1', "/bench/timeout: must be string"],
] as const;

testRefusals("a pipeline of GitLab", REFUSED_PIPELINES, {
  read: pipeline,
  faultsOf: pipelineFaults,
});

Deno.test("the pipeline of GitLab measures every part of the plan, and its last job joins them", async () => {
  const whole = await pipeline();
  assertEquals(pipelineFaults(whole), []);
  const { bench, report } = whole;
  assertEquals([bench.stage, report.stage], [whole.stages[0], whole.stages[1]]);
  assertEquals(report.needs, ["bench"]);
  const wordsOf = ({ script: [line = "", ...more] }: Pipeline["bench"], index: string) => {
    assertEquals(more, []);
    const variables = { CI_NODE_INDEX: index, CI_NODE_TOTAL: String(bench.parallel) };
    const told = Object.entries(variables)
      .reduce((text, [name, value]) => text.replaceAll(`$${name}`, value), line);
    return TASK.exec(told)?.[2]?.replaceAll('"', "").trim().split(/\s+/) ?? [];
  };
  const calls = ["1", "2", "3", "4"].map((index) => benchArguments(wordsOf(bench, index)));
  assertEquals(
    calls.map((args) => {
      const { index, count } = shardOf(args.text("shard") ?? "", () => undefined);
      return [index, count, args.text("out")];
    }),
    [1, 2, 3, 4].map((index) => [index, 4, bench.artifacts.paths[0]]),
  );
  const joined = parseCommandLine(reportCommand, wordsOf(report, ""));
  assertEquals(joined.positional, ["results/shard-*/records.jsonl"]);
  assertEquals(joined.text("out"), report.artifacts.paths[0]);
});

Deno.test("the Slurm script has as many parts as its array", async () => {
  const script = await exampleText("slurm_array.sh");
  assertMatch(script, /^#SBATCH --array=1-3$/m);
  assertMatch(script, /--shard auto\/3 /);
});
