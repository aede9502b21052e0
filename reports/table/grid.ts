// A table as people see it: columns with a cell of each row, and the row that each cell is of. Where
// several engines timed the rows, each has columns of its own beside the others'.

import { DEFAULT_ENGINE_TITLE } from "../records/engine_use.ts";
import { type Cell, EMPTY_CELL } from "../row/cell.ts";
import type { ColumnKey, TableRow } from "../row/columns.ts";
import type { EngineLayout } from "./engine_layout.ts";
import { joinedText } from "../text/joined_text.ts";
import {
  isKnown,
  isShown,
  type MachineRows,
  READ_COLUMNS,
  type ShownColumn,
  shownColumns,
  type Table,
} from "./table.ts";

/** The table. */
export interface Grid {
  readonly columns: readonly ShownColumn[];
  readonly rows: readonly GridRow[];
}

/** One line of it. */
export interface GridRow {
  /** By column. */
  readonly cells: readonly Cell[];
  /** By column: the place among all rows of the one that the cell is of. */
  readonly places: readonly number[];
}

/** A line for each row. */
export function plainGrid(
  { rows, places }: Pick<MachineRows, "rows" | "places">,
  columns: readonly ShownColumn[],
): Grid {
  return {
    columns,
    rows: rows.map((row, index) => ({
      cells: columns.map(({ key }) => row[key]),
      places: columns.map(() => places[index] ?? index),
    })),
  };
}

/** What an engine has of its own, with what it is called below the engine's name. */
const ENGINE_HEADERS: Readonly<Partial<Record<ColumnKey, string>>> = {
  throughput_img_s: "images/s",
  relative_throughput: "relative",
  over_plain: "over plain",
  over_default_engine: `over ${DEFAULT_ENGINE_TITLE}`,
  images_per_joule: "images/J",
};

/** The columns of engines stand before these, beside what is published of throughput. */
const FIRST_BEHIND: ColumnKey = "top1_published_percent";

/** The main table of a machine: a line for each row, or for all that is one but for the engine. */
export function mainGrid(table: Table, own: MachineRows): Grid {
  const engines = severalEngines(table);
  if (engines === undefined) return plainGrid(own, shownColumns(own.rows));
  return engineGrid(table.rows, { labels: engines.labels, lines: linesOf(engines, own) });
}

/** The engines, where they stand side by side. */
export function severalEngines({ engines }: Table): EngineLayout | undefined {
  return engines !== undefined && engines.labels.length > 1 ? engines : undefined;
}

/** The rows of a machine by engine, in the order of the engines. */
export function rowsByEngine(
  { rows, engines }: Pick<Table, "rows" | "engines">,
  own: MachineRows,
): readonly { readonly engine: string; readonly rows: readonly TableRow[] }[] {
  if (engines === undefined) return [{ engine: "", rows: own.rows }];
  const lines = linesOf(engines, own);
  return engines.labels.map((engine, index) => ({
    engine,
    rows: lines.flatMap((line) => line[index] === undefined ? [] : rows[line[index]] ?? []),
  })).filter((group) => group.rows.length > 0);
}

function linesOf({ lines }: EngineLayout, { places }: MachineRows): EngineLayout["lines"] {
  return lines.filter((line) =>
    line.some((place) => place !== undefined && places.includes(place))
  );
}

/** A column, and the engine that it is of; of all that share a line: `undefined`. */
interface PlacedColumn {
  readonly column: ShownColumn;
  readonly engine?: number;
}

function engineGrid(rows: readonly TableRow[], { labels, lines }: EngineLayout): Grid {
  const at = (place: number | undefined) => place === undefined ? undefined : rows[place];
  const firstPlaces = lines.map((line) => line.find((place) => place !== undefined) ?? 0);
  const firsts = firstPlaces.flatMap((place) => at(place) ?? []);
  const all = lines.flatMap((line) => line.flatMap((place) => at(place) ?? []));
  // A condition that differs within a line, such as the device, is in the engines' labels.
  const isOfEngines = ({ key, shown }: ShownColumn) =>
    shown === "where it differs" &&
    lines.some((line) => new Set(line.flatMap((place) => at(place)?.[key].text ?? [])).size > 1);
  const shared = READ_COLUMNS
    .filter((column) =>
      column.key !== "engine" && !(column.key in ENGINE_HEADERS) && !isOfEngines(column) &&
      isShown(column, column.key === "failure" ? all : firsts)
    )
    .map((column): PlacedColumn => ({ column }));
  const ofEngines = labels.flatMap((label, engine): readonly PlacedColumn[] => {
    const own = lines.flatMap((line) => at(line[engine]) ?? []);
    return READ_COLUMNS.filter((column) => column.key in ENGINE_HEADERS && isKnown(column, own))
      .map((column) => ({ engine, column: engineColumn(column, label) }));
  });
  const behind = READ_COLUMNS.findIndex(({ key }) => key === FIRST_BEHIND);
  const isBefore = ({ column }: PlacedColumn) =>
    READ_COLUMNS.findIndex(({ key }) => key === column.key) < behind;
  const placed: readonly PlacedColumn[] = [
    ...shared.filter(isBefore),
    ...ofEngines,
    ...shared.filter((one) => !isBefore(one)),
  ];
  return {
    columns: placed.map(({ column }) => column),
    rows: lines.map((line, index) => {
      const first = firstPlaces[index] ?? 0;
      const placeOf = ({ engine }: PlacedColumn) => engine === undefined ? first : line[engine];
      return {
        cells: placed.map((one) =>
          one.column.key === "failure"
            ? remarksCell(line.map(at), labels)
            : at(placeOf(one))?.[one.column.key] ?? EMPTY_CELL
        ),
        places: placed.map((one) => placeOf(one) ?? first),
      };
    }),
  };
}

function engineColumn(column: ShownColumn, label: string): ShownColumn {
  const short = ENGINE_HEADERS[column.key] ?? column.header;
  return { ...column, header: `${label}: ${short}`, grouped: { group: label, header: short } };
}

/** What is to be known of each engine's row; what holds for all of them once. */
function remarksCell(rows: readonly (TableRow | undefined)[], labels: readonly string[]): Cell {
  const said = (read: (cell: Cell) => string) => {
    const texts = rows.map((row) => row === undefined ? undefined : read(row.failure));
    const known = texts.filter((text) => text !== undefined);
    if (new Set(known).size === 1) return known[0] ?? "";
    const named = texts.map((text, index) => text && `${labels[index]}: ${text}`);
    return joinedText(named, "; ");
  };
  const text = said((cell) => cell.text);
  return text === "" ? EMPTY_CELL : { value: text, text, whole: said(wholeOf) };
}

function wholeOf({ text, whole = text }: Cell): string {
  return whole;
}
