// What the person at the command line can put right.

/** Wrong usage: the message is shown without a stack, the process ends with code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
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
