// The network of an evaluation: from the catalog with the weights of a checkpoint, or a file.

import { basename } from "node:path";
import type { Preset } from "../../evaluate/images/preset.ts";
import { graphHash } from "../../models/graph/onnx.ts";
import { type Graph, outputNames, type Value } from "../../models/graph/graph.ts";
import type { PlannedModel } from "../../bench/plan/plan.ts";
import type { EvaluationRecord } from "../../bench/record/record.ts";
import { fileEntries } from "../files/file_entry.ts";
import { openCheckpointFile } from "../files/open_checkpoint_file.ts";
import { type CheckpointChoice, withWeights } from "../files/checkpoint_weights.ts";
import { requireKind } from "../files/file_kind.ts";
import { dimsOf, requireNoDims } from "../options/dim_option.ts";
import { isFileArgument } from "../options/file_arguments.ts";
import { modelOf } from "../options/model_arguments.ts";
import { seedOf } from "../options/shared_options.ts";
import type { Arguments } from "../shell/command.ts";
import { UsageError } from "../shell/usage_error.ts";
import { type ChosenPreset, chosenPreset } from "./preset_options.ts";

/** A network, ready to be evaluated. */
export interface EvaluatedNetwork extends ChosenPreset {
  readonly planned: PlannedModel;
  readonly classes: number;
  readonly graphHash: string;
  readonly weights: EvaluationRecord["weights"];
  readonly isFile: boolean;
  /** Name of its input. */
  readonly input: string;
  /** Place of the logits among its outputs. */
  readonly logits: number;
  /** Pictures of a run, where its file fixes them; undefined: as many as one likes. */
  readonly fixedBatch: number | undefined;
}

/**
 * The network that a text names; what is to be said of it goes to stderr.
 *
 * @throws {UsageError} If it is none, its weights are missing or do not fit, or it takes no pictures.
 */
export function evaluatedNetwork(
  args: Arguments,
  text: string,
  checkpoint: CheckpointChoice | undefined,
): Promise<EvaluatedNetwork> {
  return isFileArgument(text)
    ? networkOfFile(args, text, checkpoint)
    : networkOfCatalog(args, text, checkpoint);
}

async function networkOfCatalog(
  args: Arguments,
  text: string,
  checkpoint: CheckpointChoice | undefined,
): Promise<EvaluatedNetwork> {
  requireNoDims(args);
  const entry = modelOf(args, text);
  if (checkpoint === undefined) {
    throw new UsageError(
      `Cannot evaluate ${entry.id} as its weights would be seeded, not trained: ` +
        `pass --checkpoint FILE`,
    );
  }
  const sha256 = sha256Of(checkpoint);
  const chosen = chosenPreset(args, { model: entry.id, sha256 });
  const { crop } = chosen.preset;
  const planned: PlannedModel = withWeights(entry, checkpoint, {
    size: { height: crop, width: crop },
    seed: seedOf(args),
    quiet: args.has("quiet"),
    sha256,
  });
  const weights = {
    file: basename(checkpoint.path),
    sha256,
    key: planned.weights?.recorded.key ?? "",
  };
  return { ...chosen, planned, weights, isFile: false, ...await facts(planned, chosen.preset) };
}

async function networkOfFile(
  args: Arguments,
  path: string,
  checkpoint: CheckpointChoice | undefined,
): Promise<EvaluatedNetwork> {
  requireKind(path, "model");
  if (checkpoint !== undefined) {
    throw new UsageError(
      `Cannot take --checkpoint with "${path}" as a file has weights of its own: leave it out`,
    );
  }
  const chosen = chosenPreset(args, {});
  const inputs = { dims: dimsOf(args), arrays: new Map(), quiet: args.has("quiet") };
  const [planned] = fileEntries([path], inputs);
  if (planned === undefined) throw new TypeError(`Cannot find "${path}" among the files`);
  const weights = { file: basename(path), sha256: planned.file?.sha256 ?? "", key: "" };
  const found = await facts(planned, chosen.preset);
  requireBatch(args, path, found.fixedBatch);
  return { ...chosen, planned, weights, isFile: true, ...found };
}

/** What a file fixes goes without saying, and nothing else may be said. */
function requireBatch(args: Arguments, path: string, fixed: number | undefined): void {
  const asked = args.text("batch");
  if (asked === undefined || fixed === undefined || Number(asked) === fixed) return;
  throw new UsageError(
    `Cannot take --batch ${asked} with "${path}" as its batch is fixed in the file: leave it out, ` +
      `${fixed} at a time are run`,
  );
}

/** Of all files that the checkpoint has. */
function sha256Of({ path, key }: CheckpointChoice): string {
  using opened = openCheckpointFile(path, key);
  return opened.sha256();
}

/** What follows from the graph; it must take pictures of the preset and give logits. */
async function facts(planned: PlannedModel, preset: Preset) {
  const graph = planned.build();
  const logits = logitsOf(graph);
  const { name: input, shape: [batch] } = pictureInput(graph, preset);
  return {
    input,
    fixedBatch: typeof batch === "number" ? batch : undefined,
    logits: logits.place,
    classes: logits.classes,
    graphHash: await graphHash(graph),
  };
}

function pictureInput({ inputs, name }: Graph, { crop, id }: Preset): Value {
  const [only, second] = inputs;
  const [, channels, height, width] = only?.shape ?? [];
  const isPicture = only !== undefined && second === undefined && only.shape.length === 4 &&
    only.dtype === "float32" && channels === 3;
  if (!isPicture) {
    const found = inputs.map((input) => `${input.name} ${input.dtype} [${input.shape.join(", ")}]`);
    throw new UsageError(
      `Cannot evaluate ${name} as it must have one input, float32 [N, 3, height, width]: ` +
        `got ${found.join("; ")}`,
    );
  }
  if (height === crop && width === crop) return only;
  throw new UsageError(
    `Cannot feed ${name} with preset ${id} as its pictures are ${crop} x ${crop} and the input is ` +
      `${height} x ${width}: ` +
      (height === width
        ? `pass --crop ${height} with the --resize that belongs to it`
        : "presets cut squares, export it for a square"),
  );
}

function logitsOf(graph: Graph): { readonly place: number; readonly classes: number } {
  const { name, outputs } = graph;
  const [logits, other] = outputs.filter(({ shape }) => shape.length === 2);
  const classes = logits?.shape[1];
  if (logits !== undefined && other === undefined && typeof classes === "number") {
    return { place: outputNames(graph).indexOf(logits.name), classes };
  }
  const found = outputs.map((output) => `${output.name} [${output.shape.join(", ")}]`);
  throw new UsageError(
    `Cannot evaluate ${name} as it must have one output of two axes, [N, classes]: ` +
      `got ${found.join("; ")}`,
  );
}
