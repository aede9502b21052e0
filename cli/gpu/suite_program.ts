// A command of the suite as a program that anybody can start, with the rights of its task.

import config from "../../deno.json" with { type: "json" };
import { SUITE_FOLDER } from "../../bench/process/suite_process.ts";
import { taskCommand } from "../shell/task_command.ts";

/** A program with its arguments and the variables that it gets on top of ours. */
export interface SuiteProgram {
  readonly program: string;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

/** The command with these arguments, run by the very Deno that runs us. */
export function suiteProgram(
  name: keyof typeof config.tasks,
  args: readonly string[],
): SuiteProgram {
  const task = taskCommand(config.tasks[name]);
  if (task === undefined) throw new TypeError(`Cannot start "${name}" as it is no command`);
  const variables = task.variables.split(" ").filter((text) => text !== "")
    .map((text) => text.split("=") as [string, string]);
  const script = [`--config=${SUITE_FOLDER}/deno.json`, `${SUITE_FOLDER}/cli/main.ts`, task.name];
  return {
    program: Deno.execPath(),
    args: [...task.run.split(" "), ...script, ...args],
    variables: Object.fromEntries(variables),
  };
}
