// The files of examples/ and of .github/workflows as their readers see them.

import { load } from "js-yaml";

/** What the tests look at in a Job of Kubernetes; that it is one, its public schema says. */
export interface KubernetesJob {
  readonly spec: {
    readonly completionMode: string;
    readonly completions: number;
    readonly parallelism: number;
    readonly template: {
      readonly spec: {
        readonly restartPolicy: string;
        readonly containers: readonly {
          readonly command: readonly string[];
          readonly args: readonly string[];
          readonly workingDir?: string;
          readonly resources: { readonly limits: Readonly<Record<string, string | number>> };
          readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
        }[];
        readonly volumes: readonly { readonly name: string }[];
      };
    };
  };
}

/** A step of a workflow that runs a command. */
export interface WorkflowStep {
  readonly run?: string;
  readonly shell?: string;
}

/** What the tests look at in a workflow of GitHub. */
export interface Workflow {
  readonly jobs: Readonly<
    Record<string, {
      readonly needs?: string;
      readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
      readonly steps: readonly WorkflowStep[];
    }>
  >;
}

/** A pipeline of GitLab, as far as the tests look at it. */
export interface Pipeline {
  readonly stages: readonly string[];
  readonly bench: PipelineJob;
  readonly report: PipelineJob;
}

/** One of its jobs. */
interface PipelineJob {
  readonly stage: string;
  readonly parallel?: number;
  readonly needs?: readonly string[];
  readonly script: readonly string[];
  readonly artifacts: { readonly paths: readonly string[] };
}

/** Text of a file of examples/. */
export function exampleText(name: string): Promise<string> {
  return Deno.readTextFile(`examples/${name}`);
}

/** A Job of examples/. */
export async function kubernetesJob(
  name = "kubernetes_indexed_job.yaml",
): Promise<KubernetesJob> {
  return load(await exampleText(name)) as KubernetesJob;
}

/** A workflow, by its path. */
export async function workflow(path: string): Promise<Workflow> {
  return load(await Deno.readTextFile(path)) as Workflow;
}

/** The pipeline of GitLab in examples/. */
export async function pipeline(): Promise<Pipeline> {
  return load(await exampleText("gitlab_ci.yml")) as Pipeline;
}

/** The commands of a job, in order. */
export function commandsOf(job: Workflow["jobs"][string] | undefined): readonly WorkflowStep[] {
  return job?.steps.filter(({ run }) => run !== undefined) ?? [];
}
