// `list`: the catalog.

import { type CatalogEntry, MODELS } from "../../models/catalog.ts";
import { imageSizeText } from "../../models/graph/image_size.ts";
import { bestFirst } from "../../reports/row/choice.ts";
import { STAR_NOTE } from "../../reports/table/footnotes.ts";
import { headlineFigure } from "../../reports/published/headline.ts";
import { chosenModels, MIN_TOP1_OPTION, sortOf, sortOption } from "../options/choice_options.ts";
import type { Command } from "../shell/command.ts";
import { EXIT } from "../shell/exit_code.ts";
import { printTable, show } from "../shell/print.ts";
import { modelsOf } from "../options/model_arguments.ts";
import { publishedFigures, publishedValue } from "../options/published_figures.ts";
import { SHARED_OPTIONS, shownOf } from "../options/shared_options.ts";

const KEYS = ["top1"] as const;

/** Shows every network's id, name in the papers, family, task, usual size and published Top-1. */
export const listCommand: Command = {
  name: "list",
  positional: "[MODEL…]",
  summary: "Shows the catalog: ids for the command line, names as the papers print them.",
  options: [
    SHARED_OPTIONS.suite,
    MIN_TOP1_OPTION,
    sortOption(KEYS),
    SHARED_OPTIONS.format,
    SHARED_OPTIONS.wide,
  ],
  run(args) {
    const figures = publishedFigures();
    const top1Of = ({ id }: CatalogEntry) => headlineFigure(figures, id, "top1");
    const shown = shownOf(args);
    const { format } = shown;
    const sort = sortOf(args, KEYS);
    const chosen = chosenModels(args, modelsOf(args, MODELS.map(({ id }) => id)));
    const entries = sort === undefined
      ? chosen
      : bestFirst(chosen, sort, (entry) => top1Of(entry)?.value);
    printTable(
      {
        columns: [
          { key: "model", header: "Model" },
          { key: "method", header: "Method" },
          { key: "family", header: "Family" },
          { key: "task", header: "Task" },
          { key: "size", header: "Size", align: "right" },
          { key: "top1_published_percent", header: "Top-1 (%) published", align: "right" },
        ],
        rows: entries.map((entry) => {
          const { id, method, family, task, defaultSize } = entry;
          return {
            ...{ model: id, method, family, task, size: imageSizeText(defaultSize) },
            top1_published_percent: publishedValue(top1Of(entry), format),
          };
        }),
      },
      shown,
    );
    if (format === "md" && entries.some(({ method }) => method.includes("*"))) {
      show(`\n${STAR_NOTE}\n`, shown);
    }
    return EXIT.done;
  },
};
