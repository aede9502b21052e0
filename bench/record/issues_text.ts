// What is wrong with a value that was read, in a line. It may come from anywhere, so that what is said
// about it stays short.

import type { z } from "zod";
import { PIECE_LENGTH } from "./unbounded.ts";

/** Issues that are said, and how much of each. */
const MOST_ISSUES = 3;
const MOST_LETTERS = 120;

/** Which fields of a value are wrong, and how: the first ones, and how many more. */
export function issuesText({ issues }: z.ZodError): string {
  const texts = issues.slice(0, MOST_ISSUES).map((issue) =>
    issueText(issue).slice(0, MOST_LETTERS)
  );
  return texts.join("; ") + moreText(issues.length, texts.length);
}

/** How many issues are not said. */
export function moreText(count: number, said: number): string {
  if (count <= said) return "";
  // Lists of more faults are not looked at to their end.
  return ` and ${count < PIECE_LENGTH ? count - said : "many"} more`;
}

function issueText({ code, path, message }: z.core.$ZodIssue): string {
  const place = path.map(String).join(".");
  if (place === "") return message;
  // JSON has no other way to be undefined.
  const isMissing = code === "invalid_type" && message.endsWith("received undefined");
  return isMissing ? `${place} is missing` : `${message} at ${place}`;
}
