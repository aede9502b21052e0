// The example files say what their schedulers and our command line understand.

import { assertEquals, assertMatch } from "@std/assert";
import { benchCommand } from "../../cli/bench/bench_command.ts";
import { parseCommandLine } from "../../cli/shell/command.ts";
import { reportCommand } from "../../cli/commands/report_command.ts";
import { shardOf } from "../../cli/bench/shard_option.ts";
import { kubernetesJobFaults, workflowFaults } from "../support/public_schemas.ts";
import { commandsOf, exampleText, kubernetesJob, workflow } from "./example.ts";

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

Deno.test("the Kubernetes manifest is a Job of the public schema", async () => {
  const job = await kubernetesJob();
  assertEquals(kubernetesJobFaults(job), []);
  // What the schema leaves to the server: its field says the values in prose.
  const { spec } = job;
  const { restartPolicy, containers, volumes } = spec.template.spec;
  assertEquals([spec.completionMode, restartPolicy], ["Indexed", "Never"]);
  const mounted = containers.flatMap(({ volumeMounts }) => volumeMounts.map(({ name }) => name));
  assertEquals(mounted, volumes.map(({ name }) => name));
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

testRefusals("a Job", REFUSED_JOBS, { read: kubernetesJob, faultsOf: kubernetesJobFaults });

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

Deno.test("the Slurm script has as many parts as its array", async () => {
  const script = await exampleText("slurm_array.sh");
  assertMatch(script, /^#SBATCH --array=1-3$/m);
  assertMatch(script, /--shard auto\/3 /);
});
