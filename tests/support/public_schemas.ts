// Public schemas of files that other programs read, recorded by tests/fixtures/make_schemas.py.

import { Ajv, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import workflowSchema from "../fixtures/schemas/github_workflow.json" with { type: "json" };
import pipelineSchema from "../fixtures/schemas/gitlab_ci.json" with { type: "json" };
import jobSchema from "../fixtures/schemas/kubernetes_job.json" with { type: "json" };

/** Formats such as int32 stand beside a type that says the same. */
const OPTIONS = { allErrors: true, strict: false, validateFormats: false };

/** What is wrong with a value, one message a fault, each with its place. */
export type FaultsOf = (value: unknown) => readonly string[];

/** Faults of a Job of Kubernetes. */
export const kubernetesJobFaults: FaultsOf = faultsBy(new Ajv2020(OPTIONS).compile(jobSchema));

/** Faults of a workflow of GitHub. */
export const workflowFaults: FaultsOf = faultsBy(new Ajv(OPTIONS).compile(workflowSchema));

/** Faults of a pipeline of GitLab. */
export const pipelineFaults: FaultsOf = faultsBy(new Ajv(OPTIONS).compile(pipelineSchema));

function faultsBy(validate: ValidateFunction): FaultsOf {
  return (value) => {
    validate(value);
    return (validate.errors ?? []).map(({ instancePath, message, params }) =>
      `${instancePath}: ${message} ${JSON.stringify(params)}`
    );
  };
}
