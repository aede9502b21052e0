// `export`: writes a network as one ONNX file with seeded weights or those of a checkpoint, or a file's
// graph rewritten.

import { seededValues } from "../../models/graph/parameter_values.ts";
import { encodeSelfContained } from "../../models/graph/onnx.ts";
import { openTensors } from "../../bench/files/open_model.ts";
import { GRAPH_VARIANTS, type GraphVariant } from "../../bench/job/protocol.ts";
import { withValues } from "../../models/file/values/with_values.ts";
import { fastGraph } from "../../models/rewrite/fast.ts";
import { type BoundFile, boundFileAt } from "../files/bound_files.ts";
import { openWeights } from "../files/checkpoint_weights.ts";
import { requireKind } from "../files/file_kind.ts";
import { asUsageOf } from "../files/read_model_file.ts";
import { CHECKPOINT_OPTIONS, checkpointOf } from "../options/checkpoint_options.ts";
import { DIM_OPTION, dimsOf, requireNoDims } from "../options/dim_option.ts";
import { isFileArgument } from "../options/file_arguments.ts";
import type { Arguments, Command } from "../shell/command.ts";
import { EXIT } from "../shell/exit_code.ts";
import { requireRoom, writeWholeFile } from "../shell/files.ts";
import { refuseOptions } from "../shell/refuse_options.ts";
import { modelOf } from "../options/model_arguments.ts";
import { note } from "../shell/print.ts";
import { seedOf, SHARED_OPTIONS, sizeOf } from "../options/shared_options.ts";
import { asUsage, UsageError } from "../shell/usage_error.ts";
import { oneOf } from "../shell/values.ts";

/** Writes a graph, batch left open where it is, so that any ONNX runtime can run it. */
export const exportCommand: Command = {
  name: "export",
  positional: "MODEL|FILE --out FILE",
  summary:
    "Writes a network as one ONNX file (opset 20 or 23) with seeded weights or those of a checkpoint, batch left open; " +
    "with --graph fast its rewritten graph, of a file too.",
  options: [
    { name: "out", value: "FILE", help: "the file to write" },
    {
      name: "graph",
      value: "VARIANT",
      help: "plain, or fast: as `bench` rewrites it for processors (default plain)",
    },
    { name: "force", help: "overwrites the file if it is there" },
    DIM_OPTION,
    ...CHECKPOINT_OPTIONS,
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
    const variant = oneOf("graph", args.text("graph") ?? "plain", GRAPH_VARIANTS);
    using encoder = isFileArgument(model)
      ? fileEncoder(args, model, variant)
      : networkEncoder(args, model, variant);
    await requireRoom(out, { force: args.has("force") });
    const bytes = encoder.encode();
    await writeWholeFile(out, bytes);
    if (!args.has("quiet")) note(`wrote ${out}: ${bytes.length} bytes`);
    return EXIT.done;
  },
};

/** What is written, as long as the files that it comes from are open. */
interface Encoder extends Disposable {
  readonly encode: () => Uint8Array<ArrayBuffer>;
}

function networkEncoder(args: Arguments, model: string, variant: GraphVariant): Encoder {
  requireNoDims(args);
  const size = sizeOf(args);
  const seed = seedOf(args);
  const entry = modelOf(args, model);
  const choice = checkpointOf(args);
  using stack = new DisposableStack();
  const { graph: plain, values } = choice === undefined
    ? {
      graph: asUsage(() => entry.build(size === undefined ? {} : { size })),
      values: seededValues(seed),
    }
    : stack.use(
      asUsage(() => openWeights(entry, choice, { size, seed, quiet: args.has("quiet") })),
    );
  const graph = variant === "fast" ? fastGraph(plain).graph : plain;
  const held = stack.move();
  return {
    encode: () => encodeSelfContained(graph, values),
    [Symbol.dispose]: () => held.dispose(),
  };
}

/** Options that say something of networks that are built here, and nothing of a file. */
const FOR_NETWORKS = ["checkpoint", "key", "allow-missing", "size", "seed"];

/** A file is plain as it is; its rewritten graph has the values of the file. */
function fileEncoder(args: Arguments, path: string, variant: GraphVariant): Encoder {
  requireKind(path, "model");
  refuseOptions(
    args,
    FOR_NETWORKS,
    "with a file, which has its sizes and weights: leave it out, or size open dimensions by --dim",
  );
  if (variant === "plain") {
    throw new UsageError(
      `Cannot export "${path}" as it is a file already: use --graph fast for its rewritten graph`,
    );
  }
  const quiet = args.has("quiet");
  const file = boundFileAt(path, dimsOf(args), { quiet });
  return {
    encode: () => asUsage(() => asUsageOf(path, () => encodedFast(file, quiet))),
    [Symbol.dispose]: () => undefined,
  };
}

/**
 * The bytes of a file's rewritten graph.
 *
 * @throws {FileError} If values of the file cannot be read.
 * @throws {RangeError} If no model can hold it.
 */
function encodedFast(
  { path, model, graph: plain }: BoundFile,
  quiet: boolean,
): Uint8Array<ArrayBuffer> {
  using tensors = openTensors(path);
  const { graph, values } = withValues(plain, model, tensors);
  const fast = fastGraph(graph);
  const bytes = encodeSelfContained(fast.graph, values);
  if (fast.applied.length === 0 && !quiet) {
    note(`note: ${path}: no rewrite fits, the graph stays as it is`);
  }
  return bytes;
}
