// Lets only workers through that compute what the plain graph computes on the CPU. Where a fast graph
// does not, the rewrite to blame is looked for and the plain graph is measured in its place.
// One image is enough to tell. A worker halves the list of rewrites until it is known which ones are to
// blame; the row of the fast graph stays, with its reason and exit code 1.

import { disagreementOf, toleranceOf } from "../job/agreement.ts";
import { type Blame, findBlame } from "./blame.ts";
import { findCeiling } from "../job/ceiling.ts";
import { errorText } from "../job/error_text.ts";
import type { Graph } from "../../models/graph/graph.ts";
import type { Job } from "../job/protocol.ts";
import { appliedRewrites } from "../job/subject.ts";
import { MS_PER_SECOND } from "../samples/units.ts";
import type { DifferenceWith, StartWorker } from "./worker_process.ts";

/** Longest search for rewrites to blame, of all rows of a run together. */
export const BLAME_LIMIT_MS = 60_000;

/** Says which rewrites of a job's fast graph are to blame, as the rest of a sentence. */
export type BlameSearch = (job: Job, plain: Graph, signal: AbortSignal) => Promise<string>;

/** Searches that share one limit of time, and what they have found. */
export function blameSearch(
  { differenceWith, now }: { readonly differenceWith: DifferenceWith; readonly now: () => number },
): BlameSearch {
  const suspects: string[] = [];
  let leftMs = BLAME_LIMIT_MS;

  return async function search(job, plain, signal) {
    if (leftMs <= 0) return blameText({ rewrites: [], isComplete: false });
    const start = now();
    try {
      const blame = await findBlame(
        appliedRewrites(job, plain),
        async (rewrites) => (await differenceWith(job, rewrites)) <= toleranceOf(job),
        { now: () => signal.aborted ? Infinity : now(), endMs: start + leftMs },
        suspects,
      );
      suspects.push(...blame.rewrites.filter((name) => !suspects.includes(name)));
      return blameText(blame);
    } catch (error) {
      return `the rewrite to blame was not found: ${errorText(error)}`;
    } finally {
      leftMs -= now() - start;
    }
  };
}

interface AgreeingTools {
  readonly startWorker: StartWorker;
  readonly blameOf: (job: Job) => Promise<string>;
  /** Nothing more is started once it is aborted. */
  readonly signal: AbortSignal;
  /** Whether the plain graph is a row of its own; then nothing takes the fast one's place. */
  readonly hasPlain: (job: Job) => boolean;
  /**
   * A session disagrees.
   *
   * @param instead What is measured in its place, if anything is.
   */
  readonly onDisagreement: (job: Job, reason: string, instead: Job | undefined) => void;
}

/** Starts workers that agree; throws Error with the reason where none does. */
export function agreeingStarter(tools: AgreeingTools): StartWorker {
  return async function startAgreeing(job) {
    const worker = await tools.startWorker(job);
    const seen = disagreementOf(job, worker.loaded);
    if (seen === undefined || findCeiling(job.model) !== undefined) return worker;
    await worker.close();
    if (job.graph === "plain") return refuse(job, `${seen}; the speed is withheld`);

    const reason = `${seen}; ${await tools.blameOf(job)}`;
    if (tools.hasPlain(job)) return refuse(job, `${reason}; the speed is withheld`);
    const instead: Job = { ...job, graph: "plain" };
    tools.onDisagreement(job, `${reason}; the plain graph is timed instead`, instead);
    tools.signal.throwIfAborted();
    return await startAgreeing(instead);
  };

  function refuse(job: Job, reason: string): never {
    tools.onDisagreement(job, reason, undefined);
    throw new Error(reason);
  }
}

/** `to blame is fuseSelfAttention, without it they agree` */
function blameText({ rewrites, isComplete }: Blame): string {
  const names = rewrites.join(" and ");
  const [are, without] = rewrites.length === 1 ? ["is", "it"] : ["are", "them"];
  if (isComplete) {
    return rewrites.length === 0
      ? "no rewrite is to blame, without any they disagree as well"
      : `to blame ${are} ${names}, without ${without} they agree`;
  }
  const found = rewrites.length === 0 ? "no rewrite" : `${names} and perhaps others`;
  return `the search for the rewrite to blame ended after ${
    BLAME_LIMIT_MS / MS_PER_SECOND
  } s with ${found}`;
}
