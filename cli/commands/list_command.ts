// `list`: the catalog, and what files are fed with.

import { type CatalogEntry, MODELS } from "../../models/catalog.ts";
import { imageSizeText } from "../../models/graph/image_size.ts";
import type { PlainTable } from "../../reports/text/plain_table.ts";
import { bestFirst } from "../../reports/row/choice.ts";
import type { PublishedFigure } from "../../reports/published/published.ts";
import { headlineFigure } from "../../reports/published/headline_figure.ts";
import { chosenModels, MIN_TOP1_OPTION, sortOf, sortOption } from "../options/choice_options.ts";
import type { Format } from "../shell/format.ts";
import type { Arguments, Command } from "../shell/command.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { note, printTable } from "../shell/print.ts";
import { readModelFile } from "../files/read_model_file.ts";
import { isFileArgument } from "../options/file_arguments.ts";
import { modelsOf } from "../options/model_arguments.ts";
import { publishedFigures, publishedValue } from "../options/published_figures.ts";
import { SHARED_OPTIONS, shownOf } from "../options/shared_options.ts";
import { showStarNote } from "./star_note.ts";
import { fileTable, originText } from "./list_files.ts";

const KEYS = ["top1"] as const;

function run(args: Arguments): ExitCode {
  const { positional } = args;
  const isOfFiles = positional.length > 0 && positional.every(isFileArgument);
  return isOfFiles ? listFiles(args) : listModels(args);
}

function listFiles(args: Arguments): ExitCode {
  const shown = shownOf(args);
  const files = args.positional.map((path) => ({ path, model: readModelFile(path) }));
  printTable(fileTable(files), shown);
  for (const file of files) {
    note(`note: ${file.path}: ${originText(file)}`);
    for (const notice of file.model.notices) note(`note: ${file.path}: ${notice}`);
  }
  return EXIT.done;
}

function listModels(args: Arguments): ExitCode {
  const shown = shownOf(args);
  const sort = sortOf(args, KEYS);
  const figures = publishedFigures();
  const top1Of = ({ id }: CatalogEntry) => headlineFigure(figures, id, "top1");
  const chosen = chosenModels(args, modelsOf(args, MODELS.map(({ id }) => id)));
  const entries = sort === undefined
    ? chosen
    : bestFirst(chosen, sort, (entry) => top1Of(entry)?.value);
  printTable(modelTable(entries, top1Of, shown.format), shown);
  showStarNote(entries, shown);
  return EXIT.done;
}

function modelTable(
  entries: readonly CatalogEntry[],
  top1Of: (entry: CatalogEntry) => PublishedFigure | undefined,
  format: Format,
): PlainTable {
  return {
    columns: [
      { key: "model", header: "Model" },
      { key: "method", header: "Method" },
      { key: "family", header: "Family" },
      { key: "task", header: "Task" },
      { key: "size", header: "Size", align: "right" },
      { key: "top1_published_percent", header: "Top-1 (%) published", align: "right" },
    ],
    rows: entries.map((entry) => ({
      model: entry.id,
      method: entry.method,
      family: entry.family,
      task: entry.task,
      size: imageSizeText(entry.defaultSize),
      top1_published_percent: publishedValue(top1Of(entry), format),
    })),
  };
}

/** Shows every network's id, name in the papers, family, task, usual size and published Top-1. */
export const listCommand: Command = {
  name: "list",
  positional: "[MODEL|FILE…]",
  summary: "Shows the catalog: ids for the command line, names as the papers print them. " +
    "Of ONNX files it shows inputs and outputs with their types and sizes.",
  options: [
    SHARED_OPTIONS.suite,
    MIN_TOP1_OPTION,
    sortOption(KEYS),
    SHARED_OPTIONS.format,
    SHARED_OPTIONS.wide,
  ],
  run,
};
