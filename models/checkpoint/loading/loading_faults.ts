// Why a checkpoint does not fit a network, with every name and both shapes.

import { type Graph, shapeText } from "../../graph/graph.ts";
import type { LoadingFault } from "./loading_error.ts";
import { type Matching, wantedParameters } from "./matching.ts";
import { exampleText, namesText, shapesText } from "./names_text.ts";
import { usualPrefix } from "./prefixes.ts";

const OTHER_KEY = "take another state dict of the file by --key";
const SEEDED = "name parameters by --allow-missing that may have seeded values";

/** No name is known. */
export function nothingFault(
  graph: Graph,
  { unexpected }: Pick<Matching, "unexpected">,
): LoadingFault {
  const names = unexpected.map(({ name }) => name);
  const wanted = wantedParameters(graph).map(({ name }) => name);
  return {
    network: graph.name,
    reason: names.length === 0
      ? "it has no tensors beside known buffers"
      : `none of its ${names.length} tensors has the name of a parameter: ` +
        `got ${exampleText(names)} where ${exampleText(wanted)} are needed` +
        prefixText(names, new Set(wanted)),
    cure: `name the network that it is of, or ${OTHER_KEY}`,
    otherCure: OTHER_KEY,
  };
}

/** A prefix that only some names have stays, even if parameters have the rest of these names. */
function prefixText(names: readonly string[], wanted: ReadonlySet<string>): string {
  const { prefix, count } = usualPrefix(names) ?? { prefix: "", count: 0 };
  const behind = names.filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
  if (count === names.length || !behind.some((name) => wanted.has(name))) return "";
  return ` ("${prefix}" stands before ${count} of them, and goes only if all have it)`;
}

/** Shapes of file and network differ, or the network needs what the file has not. */
export function unfitFault(
  graph: Graph,
  { unlike, missing }: Pick<Matching, "unlike" | "missing">,
  { pairs, unexpected }: Pick<Matching, "pairs" | "unexpected">,
): LoadingFault {
  const shapes = namesText(unlike.map(({ parameter: { name, shape: wanted }, shape }) => ({
    name,
    shape: `${shapeText(shape)} against ${shapeText(wanted)}`,
  })));
  const count = pairs.length + unlike.length + missing.length;
  const reasons = [
    ...unlike.length === 0
      ? []
      : [`${unlike.length} tensor(s) have other shapes than it needs: ${shapes}`],
    ...missing.length === 0
      ? []
      : [`${missing.length} of ${count} parameters are missing in it: ${shapesText(missing)}`],
    ...unexpected.length === 0
      ? []
      : [`it has ${unexpected.length} tensor(s) that are not needed: ${shapesText(unexpected)}`],
  ];
  const isTable = unlike.some(({ parameter: { name } }) => /pos_embed|position/.test(name));
  return {
    network: graph.name,
    reason: reasons.join("; "),
    cure:
      (isTable
        ? "tables of positions are not interpolated, name the network and --size that they are of"
        : "name the network that it is of") +
      `, or ${SEEDED}`,
    otherCure: SEEDED,
  };
}
