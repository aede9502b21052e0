// `list`: the catalog.

import { MODELS } from "../models/catalog.ts";
import { imageSizeText } from "../models/image_size.ts";
import type { Command } from "./command.ts";
import { EXIT } from "./exit_code.ts";
import { printTable } from "./print.ts";
import { modelsOf } from "./model_arguments.ts";
import { formatOf, SHARED_OPTIONS } from "./shared_options.ts";

/** Shows every network's id, name in the papers, family, task and usual size. */
export const listCommand: Command = {
  name: "list",
  positional: "[MODEL…]",
  summary: "Shows the catalog: ids for the command line, names as the papers print them.",
  options: [SHARED_OPTIONS.suite, SHARED_OPTIONS.format],
  run(args) {
    printTable(
      {
        columns: [
          { key: "model", header: "Model" },
          { key: "method", header: "Method" },
          { key: "family", header: "Family" },
          { key: "task", header: "Task" },
          { key: "size", header: "Size", align: "right" },
        ],
        rows: modelsOf(args, MODELS.map(({ id }) => id)).map((entry) => {
          const { id, method, family, task, defaultSize } = entry;
          return { model: id, method, family, task, size: imageSizeText(defaultSize) };
        }),
      },
      formatOf(args),
    );
    return EXIT.done;
  },
};
