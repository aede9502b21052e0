// What the person at the command line can put right.

/** Wrong usage: the message is shown without a stack, the process ends with code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Something outside failed in the middle of the work: no stack, the process ends with code 1. */
export class RunError extends Error {
  override readonly name = "RunError";
}

/** The person ended the work: no stack, the process ends with code 130. */
export class Interruption extends Error {
  override readonly name = "Interruption";
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
  return `Cannot ${action} "${path}" as ${refusalText(error, action === "read")}`;
}

/** Why, and what helps. */
function refusalText(error: Error, isReading: boolean): string {
  const { AlreadyExists, NotADirectory, NotCapable, NotFound } = Deno.errors;
  if (error instanceof NotFound && isReading) return "it is not there: check its name";
  if (error instanceof AlreadyExists || error instanceof NotADirectory) {
    return "a file is in the place of a folder: choose another path";
  }
  // Deno's advice, to allow everything, would not help: there it lets nobody in.
  if (error instanceof NotCapable) return "no program may touch that place: choose another path";
  const [line = ""] = error.message.split("\n");
  const cure = isReading ? "" : ", free space";
  return `the system refused: ${line.replace(/: \w+ '.*'$/, "")}, choose another path${cure} or ` +
    "change its permissions";
}
