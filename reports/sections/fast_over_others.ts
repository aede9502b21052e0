// What the rewriting brings against other engines: the fast graph by the usual engine over each other
// way in which a network ran, round by round, whatever graph that was.

import { isDefaultEngine } from "../records/engine_use.ts";
import { ratioAcross } from "../records/paired_rate.ts";
import { intervalText } from "../text/number_text.ts";
import type { TextTable } from "../text/text_table.ts";
import { timingIn, type Way } from "./engine_ways.ts";

/** How to read the table. */
export const FAST_READING =
  "Images/s with the fast graph by onnxruntime-node over those of the same network as each column has " +
  "it, round by round; above 1 the fast graph is the faster.";

/** The table; `undefined` where the usual engine timed no fast graph beside others. */
export function fastOverOthers(ways: readonly Way[]): TextTable | undefined {
  const base = ways.find(({ rows }) =>
    rows.every(({ measurement: { engine, graph } }) => isDefaultEngine(engine) && graph === "fast")
  );
  if (base === undefined) return undefined;
  const columns = ways.filter((way) => way !== base).flatMap((way) => {
    const cells = base.rows.map(({ measurement: { model } }) => {
      const [own, other] = [timingIn(base, model), timingIn(way, model)];
      const ratio = own && other && ratioAcross(own, other);
      return ratio === undefined ? "" : intervalText(ratio, { atLeast: 2 });
    });
    return cells.every((cell) => cell === "") ? [] : [{ header: `Over ${way.label}`, cells }];
  });
  if (columns.length === 0) return undefined;
  return {
    header: ["Method", ...columns.map(({ header }) => header)],
    align: ["left", ...columns.map(() => "right" as const)],
    rows: base.rows.map(({ method }, row) => [
      method,
      ...columns.map(({ cells }) => cells[row] ?? ""),
    ]),
  };
}
