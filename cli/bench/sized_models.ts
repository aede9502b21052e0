// What a call of `bench` measures together: networks and files of one input size, with their anchor.

import { resolve } from "node:path";
import type { PlannedModel, RunPlan } from "../../bench/plan/plan.ts";
import { findModel } from "../../models/catalog.ts";
import {
  type ImageSize,
  imageSizeText,
  NO_IMAGE,
  parseImageSize,
} from "../../models/graph/image_size.ts";
import { PAPER_SUITE } from "../../models/suites.ts";
import { withWeights } from "../files/checkpoint_weights.ts";
import { fileEntries } from "../files/file_entry.ts";
import { chosenModels } from "../options/choice_options.ts";
import { checkpointsOf } from "../options/checkpoint_options.ts";
import { arraysOf } from "../options/array_option.ts";
import { dimsOf, requireNoDims } from "../options/dim_option.ts";
import { modelsAndFilesOf } from "../options/model_arguments.ts";
import { seedOf } from "../options/shared_options.ts";
import type { Arguments } from "../shell/command.ts";
import { note } from "../shell/print.ts";
import { refuseOptions } from "../shell/refuse_options.ts";
import { asUsage, UsageError } from "../shell/usage_error.ts";
import { listOf } from "../shell/values.ts";

/** Models that are measured at one size, and whose rates are related. */
export type SizedModels = Pick<RunPlan, "size" | "models" | "anchor">;

/** A model and the size at which it is measured unless another one is asked for. */
type SizedModel = PlannedModel & { readonly defaultSize: ImageSize };

/**
 * All models at each size that was named, or each at the size that it usually has; files have the
 * size of their images, or none.
 *
 * @param usualAnchor The model that rates are related to where it is among them.
 * @throws {UsageError} If a model, a file, a size or the anchor is not there or does not go with files.
 */
export function sizedModelsOf(args: Arguments, usualAnchor: string): readonly SizedModels[] {
  const models = namedModels(args);
  const named = args.text("anchor");
  if (named !== undefined) requireAnchor(named, models);
  const anchor = named ?? usualAnchor;
  const weighted = weightedBy(args, models);
  return bySize(args, models).map(([size, alike]) => ({
    size,
    models: alike.map((model) => weighted(model, size)),
    anchor: anchorOf(alike, anchor),
  }));
}

/** A model as it is, or with the weights of its checkpoint at a size. */
function weightedBy(args: Arguments, models: readonly SizedModel[]) {
  const choices = checkpointsOf(args, models.filter(({ file }) => file === undefined));
  return (model: SizedModel, size: ImageSize): PlannedModel => {
    const choice = choices.get(model);
    const options = { size, seed: seedOf(args), quiet: args.has("quiet") };
    return choice === undefined ? model : withWeights(model, choice, options);
  };
}

function namedModels(args: Arguments): readonly SizedModel[] {
  const named = modelsAndFilesOf(args, PAPER_SUITE);
  const paths = named.flatMap((model) => "path" in model ? [model.path] : []);
  if (paths.length === 0) {
    requireNoDims(args);
    return chosenModels(args, named.flatMap((model) => "path" in model ? [] : [model]));
  }
  const cure = `leave it out, or leave out "${paths[0]}"`;
  refuseOptions(args, FOR_NETWORKS, `with files, which run as they are: ${cure}`);
  if (args.texts("input").includes("expanded")) {
    refuseOptions(args, ["input"], `expanded with files, which run as they are: ${cure}`);
  }
  const quiet = args.has("quiet");
  const files = fileEntries(paths, { dims: dimsOf(args), arrays: arraysOf(args), quiet });
  for (const { path, file } of files) {
    note(`note: ${path} is fed with ${file.inputs.join("; ")}`);
  }
  const models = named.flatMap((model): readonly SizedModel[] =>
    "path" in model ? files.filter(({ path }) => resolve(path) === resolve(model.path)) : [model]
  );
  return [...new Set(models)];
}

/** Options that say something of networks that are built here, and nothing of a file. */
const FOR_NETWORKS = ["suite", "min-top1", "size", "precision", "against"];

function bySize(
  args: Arguments,
  models: readonly SizedModel[],
): readonly (readonly [ImageSize, readonly SizedModel[]])[] {
  const text = args.text("size");
  if (text !== undefined) {
    return listOf("size", text, (item) => asUsage(() => parseImageSize(item)))
      .map((size) => [size, models]);
  }
  const alike = Map.groupBy(models, ({ defaultSize }) => imageSizeText(defaultSize));
  return [...alike.values()].map((group) => [group[0]?.defaultSize ?? NO_IMAGE, group]);
}

/** The anchor that is asked for where it is among the models, else the first of them. */
function anchorOf(models: readonly SizedModel[], anchor: string): string {
  const id = anchorId(anchor, models);
  return models.find((model) => model.id === id)?.id ?? models[0]?.id ?? id;
}

/** A file is named as in the table. */
function anchorId(anchor: string, models: readonly SizedModel[]): string {
  return models.find(({ id }) => id === anchor)?.id ?? asUsage(() => findModel(anchor)).id;
}

function requireAnchor(named: string, models: readonly SizedModel[]): void {
  const id = anchorId(named, models);
  if (models.some((model) => model.id === id)) return;
  throw new UsageError(
    `Cannot take --anchor "${named}" as it is not among the models: name it with them`,
  );
}
