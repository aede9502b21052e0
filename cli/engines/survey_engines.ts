// What of the engines works here: their devices, and the precisions that each computes in.

import type { ProbedAnswer } from "../../bench/engine/answers.ts";
import type { EngineDescription } from "../../bench/engine/description.ts";
import type { LocatedEngine } from "../../bench/engine/located_engine.ts";
import { otherPrecision } from "../../bench/engine/other_precision.ts";
import { errorText } from "../../bench/job/error_text.ts";
import type { Precision } from "../../bench/job/protocol.ts";

/** What is asked of an engine at once. */
export interface Probe {
  readonly engine: LocatedEngine;
  readonly device: string;
  readonly precision: Precision;
}

/** What a probe gave; an engine that could not be asked has a problem and no versions. */
export interface Probed extends Pick<Probe, "device" | "precision"> {
  readonly versions: ProbedAnswer["versions"];
  readonly deviceName: string | null;
  readonly problem: string | null;
}

/** An engine, and what of it works. */
export interface EngineSurvey {
  readonly description: EngineDescription;
  readonly probed: readonly Probed[];
}

/** Asks an engine; throws Error if it cannot be started or does not answer in time. */
export type AskEngine = (probe: Probe) => Promise<ProbedAnswer>;

/**
 * Tries every device in the engine's first precision, and those that work in the others; all engines
 * side by side, so many processes at a time.
 */
export async function surveyEngines(
  engines: readonly LocatedEngine[],
  { ask, mostAtOnce }: { readonly ask: AskEngine; readonly mostAtOnce: number },
): Promise<readonly EngineSurvey[]> {
  const inTurn = turns(mostAtOnce);
  const probe = (asked: Probe) => inTurn(() => probed(asked, ask));
  return await Promise.all(engines.map(async (engine): Promise<EngineSurvey> => {
    const { description } = engine;
    const [usual, ...others] = description.precisions;
    if (usual === undefined) return { description, probed: [] };
    const first = await Promise.all(
      description.devices.map((device) => probe({ engine, device, precision: usual })),
    );
    const more = first.filter(({ problem }) => problem === null).flatMap(({ device }) =>
      others.map((precision) => probe({ engine, device, precision }))
    );
    return { description, probed: [...first, ...await Promise.all(more)] };
  }));
}

async function probed(asked: Probe, ask: AskEngine): Promise<Probed> {
  const { device, precision, engine: { description } } = asked;
  const isHalfFile = description.halfFile === true && precision === "fp16";
  try {
    const answer = await ask(asked);
    const { versions, deviceName } = answer;
    const otherwise = otherPrecision(answer, { precision, isHalfFile });
    const problem = answer.problem ?? (otherwise === undefined ? null : `computes in ${otherwise}`);
    return { device, precision, versions, deviceName, problem };
  } catch (error) {
    return { device, precision, versions: {}, deviceName: null, problem: errorText(error) };
  }
}

/** Runs tasks in the order in which they come, so many at a time. */
function turns(most: number): <Result>(task: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async function inTurn(task) {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    try {
      return await task();
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
}
