// The tasks of deno.json that run a command of the suite, taken apart: who starts such a command without
// `deno task` gives it the same variables and rights.

/** A task as `deno.json` has it. */
export interface Task {
  readonly command: string;
}

/** What a task runs. */
export interface TaskCommand {
  /** `A=1 B=2`, or nothing. */
  readonly variables: string;
  /** What Deno gets before the script: `run --quiet --allow-read`. */
  readonly run: string;
  /** The command of the suite. */
  readonly name: string;
}

/** `A=1 deno run --quiet cli/main.ts bench`: variables, what deno gets, the command's name. */
const COMMAND_TASK = /^((?:\w+=\S+ )*)deno (run(?: \S+)*) cli\/main\.ts ([\w-]+)$/;

/** What a task runs; `undefined` if it is no command of the suite. */
export function taskCommand({ command }: Task): TaskCommand | undefined {
  const [, variables = "", run = "", name] = COMMAND_TASK.exec(command) ?? [];
  return name === undefined ? undefined : { variables: variables.trim(), run, name };
}
