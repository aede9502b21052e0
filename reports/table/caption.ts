// The conditions under which the rows were measured, in a sentence that stands beside the table:
// a throughput without its machine says nothing.

import type { RunRecord } from "../../bench/record/record.ts";
import { commitText } from "../text/commit_text.ts";
import { conditionsKey, type Measurement } from "../records/measurement.ts";
import { type Method, methodName } from "../row/method.ts";
import { shortMachine } from "../text/short_machine.ts";
import { deviceText, precisionText } from "../row/row_details.ts";

/** One line for each set of conditions among the measurements, from the latest run under it. */
export function captionLines(
  measurements: readonly Measurement[],
  methods: readonly Method[],
): readonly string[] {
  const byConditions = Map.groupBy(measurements, ({ run }) => conditionsKey(run));
  return [...byConditions.values()].flatMap((group) => {
    const run = latest(group.map((measurement) => measurement.run));
    return run === undefined ? [] : [captionLine(run, group, methods)];
  });
}

function captionLine(
  run: RunRecord,
  measurements: readonly Measurement[],
  methods: readonly Method[],
): string {
  const { settings, environment } = run;
  const devices = new Set(measurements.flatMap(({ timing }) => timing ? deviceText(timing) : []));
  const precisions = new Set(
    measurements.flatMap(({ timing }) => timing ? precisionText(timing) : []),
  );
  const code = commitText(run);
  const commit = code === undefined ? "" : ` (${code})`;
  const limit = environment.cgroupCores === null
    ? ""
    : `, of which the container may use ${environment.cgroupCores}`;

  return [
    `Measured ${run.startedAt} with dsnet-bench ${run.suiteVersion}${commit}`,
    `machine ${shortMachine(run.machine)}: ${environment.cpuModel}, ` +
    `${environment.coreCount} cores${limit}, ${environment.operatingSystem}${
      surroundings(environment)
    }`,
    `Deno ${environment.deno}, V8 ${environment.v8}, onnxruntime-node ${environment.onnxruntime}`,
    `size ${settings.size}, batch ${settings.batch}, threads ${settings.threads}, ` +
    `device asked for ${settings.device}, used ${listed(devices)}, graph ${
      listed(new Set(settings.graphs))
    }, ` +
    `precision ${
      precisions.size === 0 ? settings.precision : listed(precisions)
    }, input ${settings.input}, seed ${settings.seed}`,
    `anchor ${methodName(settings.anchor, methods)}.`,
  ].join("; ");
}

/** `, NVIDIA L4, driver 570.86.10, OMP_NUM_THREADS=4`: what else decides how fast the machine computes. */
function surroundings({ deviceDriver, deviceKinds, variables }: RunRecord["environment"]): string {
  return [
    ...(deviceKinds.length === 0 ? [] : [deviceKinds.join(" or ")]),
    ...(deviceDriver === null ? [] : [`driver ${deviceDriver}`]),
    ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
  ].map((text) => `, ${text}`).join("");
}

function listed(names: ReadonlySet<string>): string {
  return names.size === 0 ? "none yet" : [...names].join(" and ");
}

function latest(runs: readonly RunRecord[]): RunRecord | undefined {
  return runs.toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt)).at(-1);
}
