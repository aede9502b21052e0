// The example files say what their schedulers and our command line understand.

import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { benchCommand } from "../../cli/bench.ts";
import { parseCommandLine } from "../../cli/command.ts";
import { shardOf } from "../../cli/shard_option.ts";
import { parseYamlSubset } from "../support/yaml_subset.ts";
import { kubernetesJobSchema } from "./kubernetes_schema.ts";

function example(name: string): Promise<string> {
  return Deno.readTextFile(`examples/${name}`);
}

async function kubernetesJob() {
  const yaml = parseYamlSubset(await example("kubernetes_indexed_job.yaml"));
  return kubernetesJobSchema.parse(yaml);
}

Deno.test("the Kubernetes manifest is a Job of batch/v1 with a part for every index", async () => {
  const { spec } = await kubernetesJob();
  const args = parseCommandLine(benchCommand, spec.template.spec.containers[0]?.args ?? []);
  const shards = Array.from({ length: spec.completions }, (_, index) => {
    const environment: Record<string, string> = { JOB_COMPLETION_INDEX: String(index) };
    return shardOf(args.text("shard") ?? "", (name) => environment[name]);
  });
  assertEquals(
    shards,
    Array.from({ length: 8 }, (_, index) => ({ index: index + 1, count: 8 })),
  );
  assertEquals(args.has("resume"), true);
});

Deno.test("kubernetesJobSchema refuses a field that Kubernetes does not know", async () => {
  const job = await kubernetesJob();
  const misspelled = { ...job, spec: { ...job.spec, completion: 8 } };
  assertThrows(() => kubernetesJobSchema.parse(misspelled), Error, "completion");
});

Deno.test("the GitHub workflow measures every part of its matrix", async () => {
  const workflow = parseYamlSubset(await example("github_matrix.yml")) as {
    jobs: {
      bench: { strategy: { matrix: { shard: number[] } }; steps: { run?: string }[] };
      report: { needs: string };
    };
  };
  const { bench, report } = workflow.jobs;
  assertEquals(bench.strategy.matrix.shard, [1, 2, 3, 4]);
  const run = bench.steps.find((step) => step.run !== undefined)?.run ?? "";
  assertMatch(run, /--shard \$\{\{ matrix\.shard \}\}\/4 /);
  assertEquals(report.needs, "bench");
});

Deno.test("the Slurm script has as many parts as its array", async () => {
  const script = await example("slurm_array.sh");
  assertMatch(script, /^#SBATCH --array=1-3$/m);
  assertMatch(script, /--shard auto\/3 /);
});

Deno.test("parseYamlSubset() reads what it knows and refuses the rest", () => {
  const text = "# title\na: 1\nb:\n  - c: x\n    d: [1, 2]\n  - e\nf: |\n  one\n  two\ng: true\n";
  assertEquals(parseYamlSubset(text), {
    a: 1,
    b: [{ c: "x", d: [1, 2] }, "e"],
    f: "one\ntwo",
    g: true,
  });
  assertThrows(() => parseYamlSubset("a: *b\n"), SyntaxError, 'Cannot read "*b"');
  assertThrows(() => parseYamlSubset("a: 1\n  b: 2\n"), SyntaxError, 'Cannot read "b: 2"');
});
