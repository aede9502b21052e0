// What is said of a checkpoint that was loaded: what fits, what was left alone, what to beware of.

import { shapeText } from "../../graph/graph.ts";
import { toFloat32 } from "../float32_values.ts";
import type { LoadReport } from "./load_checkpoint.ts";
import { shapesText } from "./names_text.ts";

/** Parameters that a warning about values names. */
const MOST_PARAMETERS = 5;

/** A line, and whether what it says may make figures wrong. */
export interface ReportText {
  readonly kind: "note" | "warning";
  readonly text: string;
}

/**
 * The lines, without the name of the network.
 *
 * @param options Classes of the checkpoint where they are not the network's usual ones.
 */
export function reportTexts(
  report: LoadReport,
  { classes }: { readonly classes: number | null },
): readonly ReportText[] {
  const { knownBuffers, copies } = report;
  const count = knownBuffers.reduce((sum, { tensors }) => sum + tensors, 0);
  const kinds = knownBuffers.map(({ kind, tensors, values }) =>
    `${kind} ${tensors} (${values.toLocaleString("en-US")} values)`
  );
  return [
    note(matchedText(report)),
    ...classes === null ? [] : [note(`built for ${classes} classes, as the checkpoint is`)],
    ...count === 0 ? [] : [note(`${count} known buffer(s) are left alone: ${kinds.join(", ")}`)],
    ...copies === 0
      ? []
      : [note(`${copies} averaged copies under names that begin with ema_ are left alone`)],
    ...unreadableTexts(report),
    ...unfitTexts(report),
    ...oddTexts(report),
  ];
}

function note(text: string): ReportText {
  return { kind: "note", text };
}

function warning(text: string): ReportText {
  return { kind: "warning", text };
}

function matchedText({ matched, map, prefix, formats }: LoadReport): string {
  const others = Object.entries(formats).filter(([format]) => format !== "float32");
  const converted = others.filter(([format]) => toFloat32(format) !== undefined)
    .map(([format, count]) => `${count} tensor(s) of ${format} are converted to float32`);
  return [
    `${matched} parameters have values of the checkpoint`,
    ...map === null ? [] : [`its names are those of ${map}`],
    ...prefix === null ? [] : [`"${prefix}" was taken away from before all of them`],
    ...converted,
  ].join("; ");
}

/** Their sizes fit; whoever reads their values will be refused. */
function unreadableTexts({ formats }: LoadReport): readonly ReportText[] {
  return Object.entries(formats).filter(([format]) => toFloat32(format) === undefined)
    .map(([format, count]) => warning(`${count} tensor(s) of ${format} cannot become float32`));
}

function unfitTexts({ unexpected, missing, unlike }: LoadReport): readonly ReportText[] {
  const others = new Map(unlike.map(({ name, found }) => [name, found]));
  const seeded = missing.map(({ name, shape }) => {
    const found = others.get(name);
    return `${name} ${shapeText(shape)}${
      found === undefined ? "" : ` (${shapeText(found)} in the checkpoint)`
    }`;
  });
  return [
    ...missing.length === 0
      ? []
      : [warning(`${missing.length} parameter(s) have seeded values: ${seeded.join("; ")}`)],
    ...unexpected.length === 0 ? [] : [
      warning(
        `${unexpected.length} tensor(s) of the checkpoint are not needed: ${
          shapesText(unexpected)
        }`,
      ),
    ],
  ];
}

function oddTexts({ odd }: LoadReport): readonly ReportText[] {
  if (odd === null) return [];
  const { denormals, denormalParameters, nonFinite, nonFiniteParameters } = odd;
  return [
    ...denormals === 0 ? [] : [
      warning(
        `${denormals.toLocaleString("en-US")} weights are denormal numbers, which may slow ` +
          `processors down: in ${someOf(denormalParameters)}`,
      ),
    ],
    ...nonFinite === 0 ? [] : [
      warning(
        `${nonFinite.toLocaleString("en-US")} weights are infinite or no numbers: in ` +
          someOf(nonFiniteParameters),
      ),
    ],
  ];
}

function someOf(names: readonly string[]): string {
  const more = names.length - MOST_PARAMETERS;
  const shown = names.slice(0, MOST_PARAMETERS).join(", ");
  return more > 0 ? `${shown} and ${more} more` : shown;
}
