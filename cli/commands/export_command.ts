// `export`: writes a network as one ONNX file with seeded weights.

import { seededValues } from "../../models/graph/parameter_values.ts";
import { encodeSelfContained } from "../../models/graph/onnx.ts";
import type { Command } from "../shell/command.ts";
import { EXIT } from "../shell/exit_code.ts";
import { requireRoom, writeWholeFile } from "../shell/files.ts";
import { modelOf } from "../options/model_arguments.ts";
import { note } from "../shell/print.ts";
import { seedOf, SHARED_OPTIONS, sizeOf } from "../options/shared_options.ts";
import { asUsage, UsageError } from "../shell/usage_error.ts";

/** Writes the plain graph, batch left open, so that any ONNX runtime can run it. */
export const exportCommand: Command = {
  name: "export",
  positional: "MODEL --out FILE",
  summary: "Writes a network as one ONNX file (opset 20) with seeded weights, batch left open.",
  options: [
    { name: "out", value: "FILE", help: "the file to write" },
    { name: "force", help: "overwrites the file if it is there" },
    SHARED_OPTIONS.size,
    SHARED_OPTIONS.seed,
    SHARED_OPTIONS.quiet,
  ],
  async run(args) {
    const [model, ...more] = args.positional;
    const out = args.text("out");
    if (model === undefined || more.length > 0 || out === undefined) {
      throw new UsageError(
        `Cannot export as one model and a file are needed: ` +
          `got ${args.positional.length} models and ${out === undefined ? "no" : "a"} file, ` +
          `use "deno task export MODEL --out FILE"`,
      );
    }
    const size = sizeOf(args);
    const seed = seedOf(args);
    const graph = asUsage(() => modelOf(args, model).build(size === undefined ? {} : { size }));
    await requireRoom(out, { force: args.has("force") });
    const bytes = encodeSelfContained(graph, seededValues(seed));
    await writeWholeFile(out, bytes);
    if (!args.has("quiet")) note(`wrote ${out}: ${bytes.length} bytes`);
    return EXIT.done;
  },
};
