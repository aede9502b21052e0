// Which part of a plan a task of a Slurm array is.
//
// Slurm sets five variables in every task of an array (slurm.schedmd.com/job_array.html and
// sbatch.html). Of `--array=0-6:2` they are a count of 4 and 0 to 6 by 2; of a list such as 1,3,7 a
// count of 3 and 1 to 7 by 1, which is how a list is told from a range (tried with Slurm 22.05).

import type { Shard } from "../../bench/plan/shard.ts";
import { UsageError } from "../shell/usage_error.ts";

/** What Slurm calls what it tells a task. */
export const SLURM_VARIABLES = {
  id: "SLURM_ARRAY_TASK_ID",
  count: "SLURM_ARRAY_TASK_COUNT",
  min: "SLURM_ARRAY_TASK_MIN",
  max: "SLURM_ARRAY_TASK_MAX",
  step: "SLURM_ARRAY_TASK_STEP",
} as const;

/** A task and its array; `undefined` is what is not set. */
export interface ArrayTask {
  readonly id: number;
  readonly count: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly step: number | undefined;
}

/**
 * The part of a task whose array is the whole plan (`auto`): the array's tasks in order are the
 * parts, whatever numbers they have.
 *
 * @throws {UsageError} If the array is a list, or Slurm does not tell.
 */
export function partOfArray(task: ArrayTask): Shard {
  const { id } = task;
  const known = (name: "count" | "min" | "max" | "step"): number => {
    const value = task[name];
    if (value !== undefined) return value;
    throw refusal(
      "auto",
      `${SLURM_VARIABLES[name]} is not set`,
      "give the number of parts, auto/n",
    );
  };
  const [count, min, max, step] = [known("count"), known("min"), known("max"), known("step")];
  if (step < 1 || (max - min) / step + 1 !== count) {
    throw refusal(
      "auto",
      `its array is a list of ${count} task(s) from ${min} to ${max}`,
      `submit it with "sbatch --array=1-${count}", or give auto/n if these are some of n parts again`,
    );
  }
  const index = (id - min) / step + 1;
  if (Number.isInteger(index) && index >= 1 && index <= count) return { index, count };
  throw refusal("auto", `task ${id} is none of ${min} to ${max} by ${step}`, "give --shard i/n");
}

/**
 * The part of a task whose id is a part's number (`auto/n`), so that a list of ids is some parts
 * once more.
 *
 * @throws {UsageError} If the array is the whole plan with other numbers.
 */
export function partOfCount({ id, count, min, max }: ArrayTask, partCount: number): Shard {
  const isWhole = count === partCount;
  if (!isWhole || (min === 1 && max === partCount)) return { index: id, count: partCount };
  throw refusal(
    `auto/${partCount}`,
    `its array has all ${partCount} parts but numbers them ${min} to ${max}`,
    `submit it with "sbatch --array=1-${partCount}", or give auto`,
  );
}

function refusal(text: string, reason: string, cure: string): UsageError {
  return new UsageError(`Cannot take --shard "${text}" as ${reason}: ${cure}`);
}
