// Headers of published tables: which column of ours is meant, and in which unit. A name that is none of
// these is no column of ours; nothing is guessed.

import type { Metric } from "../published.ts";

/** Columns that are read besides the metrics. */
export const TEXT_COLUMNS = [
  "model_id",
  "model",
  "family",
  "source",
  "url",
  "read",
  "task",
  "device",
  "batch",
  "precision",
  "note",
] as const;

/** A column that is no figure. */
export type TextColumn = typeof TEXT_COLUMNS[number];

/** What a header means. */
export interface NamedColumn {
  readonly column: Metric | TextColumn;
  /** As printed. */
  readonly header: string;
  /** What one of it is in units of the metric, as a power of ten: `M` of params 0, `K` -3. */
  readonly exponent?: number;
}

/** Exponents of prefixes, over one. */
export const PREFIXES: Readonly<Record<string, number>> = { k: 3, m: 6, b: 9, g: 9, t: 12 };

/** Exponent of what one of a metric stands for. */
export const METRIC_EXPONENTS = { params_m: 6, flops_g: 9 } as const;

/** Names as sources print them, without case, signs and units. */
const NAMES: Readonly<Record<Metric | TextColumn, readonly string[]>> = {
  model_id: ["modelid", "id", "ours", "countedas"],
  model: [
    "model",
    "method",
    "network",
    "architecture",
    "arch",
    "backbone",
    "name",
    "weight",
    "weights",
  ],
  family: ["family"],
  source: ["source"],
  url: ["url"],
  read: ["read"],
  task: ["task"],
  device: ["device", "gpu"],
  batch: ["batch", "batchsize"],
  precision: ["precision"],
  note: ["note", "notes"],
  params_m: ["param", "params", "parameter", "parameters", "numparams"],
  flops_g: ["flop", "flops", "mac", "macs", "multadds", "multiplyadds", "madds", "ops"],
  throughput_img_s: [
    "throughput",
    "throughputimgs",
    "throughputimagess",
    "throughputimgsec",
    "images",
    "imagess",
    "imagespersecond",
    "imgs",
    "imgsec",
    "imgss",
    "fps",
  ],
  top1: [
    "top1",
    "top1acc",
    "top1accuracy",
    "acc1",
    "accuracy1",
    "imagenettop1",
    "imagenettop1acc",
    "in1ktop1",
  ],
  top5: [
    "top5",
    "top5acc",
    "top5accuracy",
    "acc5",
    "accuracy5",
    "imagenettop5",
    "imagenettop5acc",
    "in1ktop5",
  ],
  ap_box: ["apbox", "boxap", "apb", "boxmap", "map"],
  ap_mask: ["apmask", "maskap", "apm", "maskmap"],
};

/** What a header means; `undefined`: no column of ours. */
export function namedColumn(header: string): NamedColumn | undefined {
  const ours = OURS.find((column) => column === header.trim());
  if (ours !== undefined) return { column: ours, header, ...unitOf(ours, "", ours) };

  const [, name = header, unit = ""] = /^(.*?)\s*[([]\s*([^()[\]]*)\s*[)\]]\s*$/s.exec(header) ??
    [];
  const [, prefix = "", bare = ""] = /^([kmgt]?)((?:flops?|macs?)?.*)$/.exec(lettersOf(name)) ?? [];
  for (const column of OURS) {
    const names = NAMES[column];
    if (names.includes(lettersOf(name))) return { column, header, ...unitOf(column, unit, "") };
    if (column === "flops_g" && prefix !== "" && names.includes(bare)) {
      return { column, header, ...unitOf(column, prefix, "") };
    }
    // `Throughput (img/s)`: the unit alone says it too.
    if (column === "throughput_img_s" && names.includes(lettersOf(name + unit))) {
      return { column, header };
    }
  }
  return undefined;
}

const OURS = Object.keys(NAMES) as readonly (Metric | TextColumn)[];

function lettersOf(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/** The exponent of a counted column over its metric, where its unit says it. */
function unitOf(
  column: Metric | TextColumn,
  unit: string,
  ours: string,
): Pick<NamedColumn, "exponent"> {
  if (!isCountedColumn(column)) return {};
  if (ours !== "") return { exponent: 0 };
  const prefix = /^([kmbgt])(?:flops?|macs?|params?|s)?$/.exec(lettersOf(unit))?.[1];
  const exponent = /^(10\^?6|million|millions)$/.test(lettersOf(unit)) ? 6 : PREFIXES[prefix ?? ""];
  return exponent === undefined ? {} : { exponent: exponent - METRIC_EXPONENTS[column] };
}

/** Whether a column counts something in a unit that its header or its cells must name. */
export function isCountedColumn(column: string): column is keyof typeof METRIC_EXPONENTS {
  return column in METRIC_EXPONENTS;
}
