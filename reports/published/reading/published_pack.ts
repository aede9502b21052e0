// A file of `reports/published/`: a table as any other, read through the same door, whose rows name their
// model by its id and their source with its address.

import type { PublishedFigure } from "../published.ts";
import { type ClaimsTable, claimsTable } from "./claims_table.ts";

/**
 * The figures of a pack.
 *
 * @param csvText Text of the file.
 * @param what Names the file in messages.
 * @throws {SyntaxError} If it is no table, or a row lacks id, source or address; the message names
 * the line.
 */
export function publishedPack(csvText: string, what: string): readonly PublishedFigure[] {
  const table = claimsTable(csvText, {
    what,
    tieOf: ({ id }) => id || undefined,
  });
  checkRows(table, what);
  return table.figures;
}

/** What every row of a pack has. */
const NEEDED = ["model_id", "source", "url", "read"] as const;

function checkRows({ rows, unread }: ClaimsTable, what: string): void {
  if (unread.length > 0) {
    throw new SyntaxError(
      `Cannot read ${what} as every column must be one of reports/published/README.md: ` +
        `"${unread[0]}" is none, rename it or leave it out`,
    );
  }
  for (const { line, texts } of rows) {
    const missing = NEEDED.find((name) => texts[name] === "");
    if (missing === undefined) continue;
    throw new SyntaxError(
      `Cannot read ${what} as "${missing}" must not be empty: line ${line} needs one`,
    );
  }
}
