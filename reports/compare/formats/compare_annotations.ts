// A comparison as annotations of GitHub Actions: workflow commands, one a line. Nothing is said of
// rows that are fine or open, so that an annotation always means something to do.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands

import type { CompareReport } from "../compare.ts";
import { type CompareRow, VERDICTS, verdictsOf } from "../compare_row.ts";
import { conditionsText, modelText, rowText } from "../row_text.ts";
import { visibleText } from "../../text/visible_text.ts";

/** GitHub shows ten annotations of a kind in a step; the last says how many more there are. */
const MOST_ANNOTATIONS = 10;

/**
 * Errors for what is bad or keeps a strict comparison from passing, warnings for what could not be
 * compared or makes a pass worth little; nothing if all is fine.
 *
 * @param whole Where a reader finds the rows that have no annotation.
 */
export function compareAnnotations(
  { rows, warnings }: Pick<CompareReport, "rows" | "warnings">,
  whole: string,
): string {
  const faults = warnings.filter(({ isFault }) => isFault);
  const others = warnings.filter(({ isFault }) => !isFault);
  const lines = [
    ...limited("error", [...faults, ...annotated(rows, "bad")], whole),
    ...limited("warning", [...others, ...annotated(rows, "unlike")], whole),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

interface Annotation {
  readonly title: string;
  readonly text: string;
}

/** Rows whose heaviest verdict has this meaning. */
function annotated(
  rows: readonly CompareRow[],
  meaning: "bad" | "unlike",
): readonly Annotation[] {
  return rows
    .filter((row) => {
      const meanings: readonly string[] = verdictsOf(row).map((verdict) => VERDICTS[verdict]);
      return meaning === "bad" || !meanings.includes("bad") ? meanings.includes(meaning) : false;
    })
    .map((row) => {
      const conditions = conditionsText(row);
      const title = `${modelText(row)}: ${row.metric}`;
      return { title, text: `${rowText(row)}${conditions === "" ? "" : ` (${conditions})`}` };
    });
}

function limited(
  kind: "error" | "warning",
  annotations: readonly Annotation[],
  whole: string,
): readonly string[] {
  const shown = annotations.length <= MOST_ANNOTATIONS
    ? annotations
    : annotations.slice(0, MOST_ANNOTATIONS - 1);
  const hiddenCount = annotations.length - shown.length;
  const more = hiddenCount === 0
    ? []
    : [{ title: `${hiddenCount} more`, text: `all rows are in ${whole}` }];
  return [...shown, ...more].map(({ title, text }) =>
    `::${kind} title=${commandProperty(title)}::${commandText(text)}`
  );
}

/** Text of a workflow command: `100 %` and line ends are written as `%25`, `%0D`, `%0A`. */
function commandText(text: string): string {
  const line = text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  return visibleText(line);
}

/** A property of a workflow command ends at a comma or colon unless they are escaped. */
function commandProperty(text: string): string {
  return commandText(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
