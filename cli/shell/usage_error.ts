// What the person at the command line can put right.

/** Wrong usage: the message is shown without a stack, the process ends with code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Something outside failed in the middle of the work: no stack, the process ends with code 1. */
export class RunError extends Error {
  override readonly name = "RunError";
}

/** Runs `read`; a RangeError or TypeError about the given value becomes a usage error. */
export function asUsage<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) {
      throw new UsageError(error.message, { cause: error });
    }
    throw error;
  }
}

/** A system's refusal to do something with a file, as an error with the cure; others as they are. */
export function fileError(action: string, path: string, error: unknown): unknown {
  return error instanceof Error ? new UsageError(fileMessage(action, path, error)) : error;
}

/** The same in the middle of the work. */
export function runError(action: string, path: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof RunError) return error;
  return new RunError(fileMessage(action, path, error), { cause: error });
}

/** What to say of a system's refusal. */
function fileMessage(action: string, path: string, error: Error): string {
  return `Cannot ${action} "${path}" as the system refused: ${error.message.split("\n")[0]}, ` +
    `choose another path, free space or change its permissions`;
}
