// `--shard`: which part of the plan this call measures, said outright or by the scheduler that
// started it.

import { MOST_SHARDS } from "../../bench/record/record.ts";
import type { Shard } from "../../bench/plan/shard.ts";
import { partOfArray, partOfCount, SLURM_VARIABLES } from "./slurm_array.ts";
import { UsageError } from "../shell/usage_error.ts";

/** Reads a variable of the environment; `undefined` if it is not set. */
export type ReadVariable = (name: string) => string | undefined;

/** Variables that `--shard auto` reads; the task's permissions name exactly these. */
export const SHARD_VARIABLES = [
  ...Object.values(SLURM_VARIABLES),
  "JOB_COMPLETION_INDEX",
  "PARALLEL_SEQ",
] as const;

type Variable = (typeof SHARD_VARIABLES)[number];

const FORM = "give i/n as in 2/8, auto, or auto/8";

/**
 * Value of `--shard`: `2/8`, `auto` in a Slurm array, `auto/8` in a Slurm array 1-8, an Indexed Job
 * of Kubernetes or GNU parallel.
 *
 * @throws {UsageError} If it is none of these, or the environment does not tell the part.
 */
export function shardOf(text: string, read: ReadVariable): Shard {
  const match = /^(?:(\d{1,6})|auto)(?:\/(\d{1,6}))?$/.exec(text);
  const [, index, count] = match ?? [];
  if (match === null || (index !== undefined && count === undefined)) {
    throw new UsageError(`Cannot take --shard "${text}" as it is no part of a whole: ${FORM}`);
  }
  const given = count === undefined ? undefined : Number(count);
  const shard = index === undefined
    ? shardOfEnvironment(text, given, read)
    : { index: Number(index), count: Number(count) };
  if (shard.index >= 1 && shard.index <= shard.count && shard.count <= MOST_SHARDS) return shard;
  throw new UsageError(
    `Cannot take --shard "${text}" as part ${shard.index} of ${shard.count} does not exist: ` +
      `parts are counted from 1, ${MOST_SHARDS} at most`,
  );
}

function shardOfEnvironment(text: string, count: number | undefined, read: ReadVariable): Shard {
  const number = (name: Variable): number | undefined => {
    const value = read(name);
    if (value === undefined || value === "") return undefined;
    if (/^\d{1,9}$/.test(value)) return Number(value);
    throw new UsageError(`Cannot take --shard "${text}" as ${name} is "${value}": ${FORM}`);
  };
  const { id, count: taskCount, min, max, step } = SLURM_VARIABLES;
  const slurm = number(id);
  const kubernetes = number("JOB_COMPLETION_INDEX");
  const parallel = number("PARALLEL_SEQ");
  const found = [slurm, kubernetes, parallel].filter((value) => value !== undefined);
  if (found.length !== 1) {
    const fault = found.length === 0
      ? "no scheduler says which part this is"
      : "several schedulers say which part this is";
    throw new UsageError(`Cannot take --shard "${text}" as ${fault}: give --shard i/n`);
  }
  if (slurm !== undefined) {
    const array = {
      id: slurm,
      count: number(taskCount),
      min: number(min),
      max: number(max),
      step: number(step),
    };
    return count === undefined ? partOfArray(array) : partOfCount(array, count);
  }
  if (count === undefined) {
    throw new UsageError(
      `Cannot take --shard "${text}" as only Slurm tells how many parts there are: give auto/n`,
    );
  }
  // Kubernetes counts from 0.
  return { index: parallel ?? Number(kubernetes) + 1, count };
}

/** Folder of a part's files: no two parts write to the same file. */
export function shardFolder(folder: string, shard: Shard | undefined): string {
  return shard === undefined ? folder : `${folder}/shard-${shard.index}-of-${shard.count}`;
}
