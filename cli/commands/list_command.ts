// `list`: the catalog, what files are fed with, and the engines.

import { type CatalogEntry, MODELS } from "../../models/catalog.ts";
import { imageSizeText } from "../../models/graph/image_size.ts";
import { figures, type PlainColumn, plainTable, words } from "../../reports/text/plain_table.ts";
import { bestFirst } from "../../reports/row/choice.ts";
import { headlineFigure } from "../../reports/published/headline_figure.ts";
import { chosenModels, MIN_TOP1_OPTION, sortOf, sortOption } from "../options/choice_options.ts";
import type { Arguments, Command } from "../shell/command.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { note, printTable } from "../shell/print.ts";
import { PYTHON_OPTION } from "../engines/engine_places.ts";
import { listEngines } from "../engines/list_engines.ts";
import { readModelFile } from "../files/read_model_file.ts";
import { isFileArgument } from "../options/file_arguments.ts";
import { modelsOf } from "../options/model_arguments.ts";
import { publishedFigures } from "../options/published_figures.ts";
import { SHARED_OPTIONS, shownOf } from "../options/shared_options.ts";
import { showStarNote } from "./star_note.ts";
import { fileTable, originText } from "./list_files.ts";
import { top1Column } from "./count_tables.ts";

const KEYS = ["top1"] as const;

function run(args: Arguments): Promise<ExitCode> | ExitCode {
  const { positional } = args;
  if (args.has("engines")) return listEngines(args);
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
  const chosen = chosenModels(args, modelsOf(args, MODELS.map(({ id }) => id)));
  const published = publishedFigures();
  const entries = sort === undefined
    ? chosen
    : bestFirst(chosen, sort, ({ id }) => headlineFigure(published, id, "top1")?.value);
  printTable(plainTable(entries, [...COLUMNS, top1Column(shown.format)]), shown);
  showStarNote(entries, shown);
  return EXIT.done;
}

const COLUMNS: readonly PlainColumn<CatalogEntry>[] = [
  words("model", ({ id }) => id, "Model"),
  words("method", ({ method }) => method, "Method"),
  words("family", ({ family }) => family, "Family"),
  words("task", ({ task }) => task, "Task"),
  figures("size", ({ defaultSize }) => imageSizeText(defaultSize), "Size"),
];

/** Shows every network's id, name in the papers, family, task, usual size and published Top-1. */
export const listCommand: Command = {
  name: "list",
  positional: "[MODEL|FILE…]",
  summary: "Shows the catalog: ids for the command line, names as the papers print them. " +
    "Of ONNX files it shows inputs and outputs with their types and sizes, with --engines the " +
    "engines that run them.",
  options: [
    SHARED_OPTIONS.suite,
    MIN_TOP1_OPTION,
    sortOption(KEYS),
    {
      name: "engines",
      help: "engines instead: what of them works here, and how to get what is missing; MODEL is " +
        "then the description of another one, such as ./my-engine.json",
    },
    PYTHON_OPTION,
    SHARED_OPTIONS.format,
    SHARED_OPTIONS.wide,
  ],
  run,
};
