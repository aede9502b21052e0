// The shape of a Job of batch/v1 as far as the example uses it, after the public reference
// (kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1, pod-v1). Objects are
// strict: a misspelled field fails, as it does with `kubectl apply --validate=strict`.

import { z } from "zod";

const count = z.int().positive();
/** Names become host names: RFC 1123. */
const name = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
const labels = z.record(z.string(), z.string());
const metadata = z.strictObject({ name: name.optional(), labels: labels.optional() });
const quantities = z.strictObject({
  cpu: z.string().regex(/^\d+(\.\d+|m)?$/),
  memory: z.string().regex(/^\d+(Ki|Mi|Gi|Ti|k|M|G|T)?$/),
});

const container = z.strictObject({
  name,
  image: z.string(),
  command: z.array(z.string()),
  args: z.array(z.string()),
  resources: z.strictObject({ requests: quantities, limits: quantities }),
  volumeMounts: z.array(z.strictObject({ name, mountPath: z.string().startsWith("/") })),
});

const podAntiAffinity = z.strictObject({
  requiredDuringSchedulingIgnoredDuringExecution: z.array(z.strictObject({
    topologyKey: z.string().min(1),
    labelSelector: z.strictObject({ matchLabels: labels }),
  })),
});

const podSpec = z.strictObject({
  // What a Job allows.
  restartPolicy: z.enum(["Never", "OnFailure"]),
  affinity: z.strictObject({ podAntiAffinity }),
  containers: z.array(container).min(1),
  volumes: z.array(
    z.strictObject({ name, persistentVolumeClaim: z.strictObject({ claimName: name }) }),
  ),
});

/** A Job of batch/v1. */
export const kubernetesJobSchema = z.strictObject({
  apiVersion: z.literal("batch/v1"),
  kind: z.literal("Job"),
  metadata: metadata.required({ name: true }),
  spec: z.strictObject({
    completionMode: z.enum(["Indexed", "NonIndexed"]),
    completions: count,
    parallelism: count,
    /** Only with Indexed and restartPolicy Never; since Kubernetes 1.29. */
    backoffLimitPerIndex: z.int().nonnegative(),
    template: z.strictObject({ metadata, spec: podSpec }),
  }),
}).refine(
  ({ spec }) => spec.completionMode === "Indexed" && spec.template.spec.restartPolicy === "Never",
  "backoffLimitPerIndex needs completionMode Indexed and restartPolicy Never",
).refine(({ spec: { template: { spec } } }) => {
  const volumes = spec.volumes.map((volume) => volume.name);
  return spec.containers.every((one) =>
    one.volumeMounts.every((mount) => volumes.includes(mount.name))
  );
}, "a mounted volume is not declared");
