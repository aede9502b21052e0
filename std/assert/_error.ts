// What assertThrows and assertRejects claim about an error, and whether an error is like that.

import { failure, inline } from "./_message.ts";

/** A claim about an error; without a class it may be any value. */
export interface ErrorClaim {
  readonly errorClass?: (abstract new (...args: never[]) => Error) | undefined;
  readonly msgIncludes?: string | undefined;
  /** Words to add to the message of the assertion. */
  readonly msg?: string | undefined;
}

/** Reads the arguments after the function: `(msg)` or `(errorClass, msgIncludes, msg)`. */
export function errorClaim(
  classOrMsg: ErrorClaim["errorClass"] | string,
  msgIncludes?: string,
  msg?: string,
): ErrorClaim {
  if (typeof classOrMsg === "string") return { msg: classOrMsg };
  return { errorClass: classOrMsg, msgIncludes, msg };
}

/** Throws unless the error is as claimed. */
export function checkError(error: unknown, claim: ErrorClaim): void {
  const { errorClass, msgIncludes = "", msg } = claim;
  if (errorClass === undefined) return;

  if (!(error instanceof Error)) {
    throw failure(`Expected an error of class ${errorClass.name}, got ${inline(error)}`, {
      added: msg,
    });
  }
  const { constructor, message }: Error = error;
  if (!(error instanceof errorClass)) {
    throw failure(
      `Expected an error of class ${errorClass.name}, got ${constructor.name} ` +
        `with message ${inline(message)}`,
      { added: msg, cause: error },
    );
  }
  if (!message.includes(msgIncludes)) {
    throw failure(
      `Expected message of ${constructor.name} to include ${inline(msgIncludes)}, ` +
        `got ${inline(message)}`,
      { added: msg, cause: error },
    );
  }
}
