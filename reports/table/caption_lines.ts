// The conditions under which the rows were measured, in a sentence that stands beside the table:
// a throughput without its machine says nothing.

import type { RunRecord } from "../../bench/record/record.ts";
import { commitText } from "../text/commit_text.ts";
import { engineText, isDefaultEngine, runEngines } from "../records/engine_use.ts";
import { type Group, groupsBy } from "../records/groups_by.ts";
import type { Measurement } from "../records/measurement.ts";
import {
  conditionsKey,
  deviceText,
  precisionText,
  shortMachine,
} from "../records/run_conditions.ts";
import { type Method, methodName } from "../row/method.ts";
import { joinedText } from "../text/joined_text.ts";

/** One line for each set of conditions among the measurements, from the latest run under it. */
export function captionLines(
  measurements: readonly Measurement[],
  methods: readonly Method[],
): readonly string[] {
  const groups = groupsBy(measurements, ({ run }) => conditionsKey(run));
  const places = groups.map((group) => placeText(latest(group)));
  return groups.map((group, index) => {
    const isAsAbove = index > 0 && places[index] === places[index - 1];
    return [
      `Measured ${latest(group).startedAt} with ${isAsAbove ? AS_ABOVE : places[index]}`,
      ...settingsTexts(group, methods),
    ].join("; ");
  });
}

/** In place of a long text that the line above has. */
const AS_ABOVE = "the same software on the same machine";

/** The software and the machine of a run. */
function placeText(run: RunRecord): string {
  const { environment } = run;
  const code = commitText(run);
  const limit = environment.cgroupCores === null
    ? ""
    : `, of which the container may use ${environment.cgroupCores}`;
  const machine = joinedText([
    `machine ${shortMachine(run.machine)}: ${environment.cpuModel}`,
    `${environment.coreCount} cores${limit}`,
    environment.operatingSystem,
    surroundings(environment),
  ], ", ");

  return [
    `dsnet-bench ${run.suiteVersion}${code ? ` (${code})` : ""}`,
    machine,
    `Deno ${environment.deno}, V8 ${environment.v8}, onnxruntime-node ${environment.onnxruntime}`,
  ].join("; ");
}

/** What was asked for, and what was used. */
function settingsTexts(
  measurements: Group<Measurement>,
  methods: readonly Method[],
): readonly string[] {
  const run = latest(measurements);
  const { settings } = run;
  const devices = measurements.flatMap(({ timing }) => timing ? deviceText(timing) : []);
  const precisions = measurements.flatMap(({ timing }) => timing ? precisionText(timing) : []);
  return [
    `size ${settings.size}, batch ${settings.batch}, threads ${settings.threads}, ` +
    `device asked for ${settings.device}, used ${listed(devices) || "none yet"}, ` +
    `graph ${listed(runEngines(run).flatMap(({ graphs }) => graphs))}, precision ${
      listed(precisions) || settings.precision
    }, ` +
    `input ${settings.input}, seed ${settings.seed}`,
    ...enginesText(measurements),
    `anchor ${methodName(settings.anchor, methods)}.`,
  ];
}

/** Engines by name, unless all rows are the usual one's; footnotes say more of each. */
function enginesText(measurements: readonly Measurement[]): readonly string[] {
  const engines = measurements.map(({ engine }) => engine);
  if (engines.every(isDefaultEngine)) return [];
  const names = [...new Set(engines.map(engineText))];
  return [`${names.length === 1 ? "engine" : "engines"} ${names.join("; ")}`];
}

/** `NVIDIA L4, driver 570.86.10, OMP_NUM_THREADS=4`: what else decides how fast the machine computes. */
function surroundings({ deviceDriver, deviceKinds, variables }: RunRecord["environment"]): string {
  return joinedText([
    deviceKinds.join(" or "),
    deviceDriver && `driver ${deviceDriver}`,
    ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
  ], ", ");
}

function listed(names: readonly string[]): string {
  return [...new Set(names)].join(" and ");
}

function latest([{ run }, ...others]: Group<Measurement>): RunRecord {
  const startOf = ({ startedAt }: RunRecord) => Date.parse(startedAt);
  return others.reduce((last, one) => startOf(one.run) >= startOf(last) ? one.run : last, run);
}
