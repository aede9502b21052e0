// A line of an engine, read as the answer that was asked for.

import { issuesText } from "../record/issues_text.ts";
import { ANSWER_SCHEMAS, type AnswerKind, type AnswerOf, errorSchema } from "./answers.ts";

/** Letters of a wrong line that a message quotes. */
const QUOTED_LETTERS = 200;

/**
 * The JSON object of a line; `undefined` if it is no JSON, which is noise.
 *
 * @throws {Error} If it is JSON but no object with a `kind`.
 */
export function lineMessage(line: string): { readonly kind: string } | undefined {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return undefined;
  }
  const hasKind = typeof message === "object" && message !== null && "kind" in message &&
    typeof message.kind === "string";
  if (hasKind) return message as { readonly kind: string };
  throw new Error(noAnswer(line));
}

/** What is said of a line that answers nothing. */
export function noAnswer(line: string): string {
  return `engine said what is no answer: ${line.slice(0, QUOTED_LETTERS)}`;
}

/**
 * The answer of a kind.
 *
 * @throws {Error} If the engine says that it could not do what was asked, with its words; or if the
 * answer is another one, or holds what it must not.
 */
export function readAnswer<Kind extends AnswerKind>(
  message: { readonly kind: string },
  kind: Kind,
): AnswerOf<Kind> {
  const failed = errorSchema.safeParse(message);
  if (failed.success) throw new Error(failed.data.error);
  if (message.kind !== kind) {
    throw new Error(
      `engine answered "${message.kind.slice(0, QUOTED_LETTERS)}" where "${kind}" was asked for`,
    );
  }
  const read = ANSWER_SCHEMAS[kind].safeParse(message);
  if (read.success) return read.data;
  throw new Error(`engine gave a wrong answer to "${kind}": ${issuesText(read.error)}`);
}
