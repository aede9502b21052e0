// Measurements of which the rates may be compared: of one engine and graph, under one set of conditions,
// with words for these.

import type { RunRecord, TimingRecord } from "../../bench/record/record.ts";
import { joinedText } from "../text/joined_text.ts";
import { engineText, isDefaultEngine } from "./engine_use.ts";
import { type Group, groupsBy } from "./groups_by.ts";
import { comparableKey, isTrusted, type Measurement } from "./measurement.ts";
import {
  deviceText,
  precisionOf,
  rewritesText,
  runDeviceText,
  shortMachine,
} from "./run_conditions.ts";

/** What was measured alike. */
export interface ComparableGroup {
  /** What all have alike, for people. */
  readonly conditions: string;
  readonly measurements: readonly Measurement[];
  /** That of a model; `undefined` where there is none, or its rate is not to be trusted. */
  readonly timingOf: (modelId: string) => TimingRecord | undefined;
}

/** Those of some measurements, in order of appearance. */
export function comparableGroups(measurements: readonly Measurement[]): readonly ComparableGroup[] {
  const hasEngines = measurements.some(({ engine }) => !isDefaultEngine(engine));
  return groupsBy(measurements, (one) => `${comparableKey(one)} ${one.graph}`).map((group) => ({
    conditions: conditionsText(group, { among: measurements, hasEngines }),
    measurements: group,
    timingOf: (id) => group.filter(isTrusted).find(({ model }) => model === id)?.timing,
  }));
}

/**
 * `AMD EPYC, cpu, 2 threads, size 224, batch 1, fp32, graph fast`; the engine too, where that is wanted,
 * and machine, input and rewrites, where measurements differ in them.
 *
 * @param group Under one set of conditions.
 * @param options All that they stand beside, and whether engines are named.
 */
export function conditionsText(
  group: Group<Measurement>,
  { among, hasEngines }: { readonly among: readonly Measurement[]; readonly hasEngines: boolean },
): string {
  const { engine, run: { settings, environment, machine } } = group[0];
  const differ = (of: (run: RunRecord) => string) =>
    new Set(among.map(({ run }) => of(run))).size > 1;
  const devices = new Set(group.flatMap(({ timing }) => timing ? deviceText(timing) : []));
  const graphs = new Set(group.map(({ graph }) => graph));
  const precisions = new Set(group.map(precisionOf));
  return joinedText([
    hasEngines && engineText(engine),
    environment.cpuModel,
    differ((run) => run.machine) && `machine ${shortMachine(machine)}`,
    ...(devices.size === 0 ? [runDeviceText(group[0].run)] : devices),
    `${settings.threads} ${settings.threads === 1 ? "thread" : "threads"}`,
    `size ${settings.size}`,
    `batch ${settings.batch}`,
    [...precisions].join(" and "),
    `graph ${[...graphs].join(" and ")}`,
    differ((run) => run.settings.input) && `input ${settings.input}`,
    differ((run) => rewritesText(run.settings)) && `rewrites ${rewritesText(settings)}`,
  ], ", ");
}
