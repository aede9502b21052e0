// Reads the description of an engine: text in, what is wrong with it by the names of its fields.

import { issuesText } from "../record/issues_text.ts";
import { descriptionSchema, type EngineDescription } from "./description.ts";

/**
 * The description in a text.
 *
 * @throws {RangeError} If it is no JSON, or its fields are not those of a description.
 */
export function readDescription(text: string): EngineDescription {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RangeError(`it is no JSON: ${(error as SyntaxError).message}`, { cause: error });
  }
  const { data, error } = descriptionSchema.safeParse(value);
  if (data !== undefined) return data;
  throw new RangeError(issuesText(error), { cause: error });
}
