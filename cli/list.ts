// `list`: the catalog.

import { CATALOG } from "../models/catalog.ts";
import type { Command } from "./command.ts";
import { EXIT } from "./exit_code.ts";
import { printTable } from "./print.ts";
import { formatOf, SHARED_OPTIONS } from "./shared_options.ts";

/** Shows every network's id, name in the papers and family. */
export const listCommand: Command = {
  name: "list",
  positional: "",
  summary: "Shows the catalog: ids for the command line, names as the papers print them.",
  options: [SHARED_OPTIONS.format],
  run(args) {
    printTable(
      {
        columns: [
          { key: "model", header: "Model" },
          { key: "method", header: "Method" },
          { key: "family", header: "Family" },
        ],
        rows: CATALOG.map(({ id, method, family }) => ({ model: id, method, family })),
      },
      formatOf(args),
    );
    return EXIT.done;
  },
};
