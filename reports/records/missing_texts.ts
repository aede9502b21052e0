// What a plan lacks: parts of which there is no file, runs that a part never began, rows that were
// begun and not finished.

import type { RecordedEngine } from "../../bench/record/record.ts";
import { engineKey, engineOf, engineText, runEngines } from "./engine_use.ts";
import { conditionsKey, conditionsText } from "./run_conditions.ts";
import { groupsBy } from "./groups_by.ts";
import type { FoundRun, Merged, PlanPart } from "./merge.ts";
import { firstNames, namedList } from "./merge_text.ts";

/** Everything that is missing. */
export function missingTexts(merged: Merged): readonly string[] {
  return [...missingParts(merged), ...missingRows(merged)];
}

function missingParts({ runs }: Merged): readonly string[] {
  const parts = [...runs.values()].flatMap(({ run }) => run.shard ?? []);
  const plans = groupsBy(parts, ({ plan, count }) => JSON.stringify([plan, count]));
  return plans.flatMap((ofPlan) => {
    const { plan, count } = ofPlan[0];
    const begun = Map.groupBy(ofPlan, ({ index }) => index);
    const absent = count - begun.size;
    return [
      ...(absent === 0 ? [] : [
        `plan ${plan} lacks ${absent} of its ${count} parts: measure them with the same ` +
        `options and --shard ${firstNames(absentParts(count, begun), absent)}`,
      ]),
      ...begun.values().flatMap(unfinishedPart),
    ];
  });
}

/** One by one, since a file may say any count. */
function* absentParts(
  count: number,
  begun: ReadonlyMap<number, unknown>,
): Generator<string> {
  for (let index = 1; index <= count; index++) {
    if (!begun.has(index)) yield `${index}/${count}`;
  }
}

/** A part whose runs were not all begun. */
function unfinishedPart(ofPart: readonly PlanPart[]): readonly string[] {
  const { plan, index, count, runs } = ofPart[0] as PlanPart;
  const begun = new Set(ofPart.map(({ run }) => run)).size;
  if (begun === runs) return [];
  return [
    `part ${index}/${count} of plan ${plan} began ${begun} of its ${runs} runs: go on with the ` +
    `same options, --shard ${index}/${count} and --resume`,
  ];
}

/**
 * Rows of runs that have neither timing nor failure in any file. Where a run was gone on with on
 * another machine, which begins anew in the same file, what that one has is not missing.
 */
function missingRows({ pieces, runs }: Merged): readonly string[] {
  const done = new Set(
    pieces.flatMap(({ piece, found }) =>
      piece.kind === "timing" || piece.kind === "failure" ? rowKeys(found, piece) : []
    ),
  );
  return [...runs.values()].flatMap((found) => {
    const { models, engines } = found.run.settings;
    const isOpen = (row: PlannedRow) => !rowKeys(found, row).some((key) => done.has(key));
    const open = models.flatMap((model) =>
      runEngines(found.run).flatMap(({ graphs, ...use }) => {
        if (!graphs.some((graph) => isOpen({ model, graph, ...use }))) return [];
        return [engines === undefined ? model : `${model} on ${engineText(use)}`];
      })
    );
    if (open.length === 0) return [];
    return [
      `${[...found.sources][0]} has no result of ${namedList(new Set(open))} ` +
      `(${conditionsText(found.run)}): go on with the same options and --resume`,
    ];
  });
}

/** A row as far as its run tells it from others. */
type PlannedRow = RecordedEngine & { readonly model: string; readonly graph: string };

/** Equal for one row on one machine in all files, and for one row on all machines in one file. */
function rowKeys({ run, sources }: FoundRun, planned: PlannedRow): readonly string[] {
  const { model, graph } = planned;
  const row = `${engineKey(engineOf(run, planned))} ${model} ${graph}`;
  return [
    `${conditionsKey(run)} ${row}`,
    ...[...sources].map((source) => `${source} ${conditionsKey({ ...run, machine: "" })} ${row}`),
  ];
}
