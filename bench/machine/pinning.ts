// Whether processes may be bound to processors.

import { programText } from "../process/program_text.ts";

/** Whether there is a program that binds processes to processors. */
export async function canBind(): Promise<boolean> {
  return await programText("taskset", "--version") !== null;
}
