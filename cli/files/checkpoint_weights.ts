// Networks of the catalog with the weights of checkpoints of the user's; what is to be said of them goes
// to stderr.

import { basename, resolve } from "node:path";
import type { WeightsFile } from "../../bench/job/protocol.ts";
import type { PlannedModel } from "../../bench/plan/plan.ts";
import type { CatalogEntry } from "../../models/catalog.ts";
import { type LoadedModel, loadModel } from "../../models/checkpoint/loading/load_model.ts";
import type { Checkpoint } from "../../models/checkpoint/checkpoint.ts";
import { fittingModels } from "../../models/checkpoint/loading/fitting_models.ts";
import { LoadingError, loadingFaultText } from "../../models/checkpoint/loading/loading_error.ts";
import { type ReportText, reportTexts } from "../../models/checkpoint/loading/report_texts.ts";
import type { ImageSize } from "../../models/graph/image_size.ts";
import { seededValues } from "../../models/graph/parameter_values.ts";
import { note } from "../shell/print.ts";
import { UsageError } from "../shell/usage_error.ts";
import { openCheckpointFile } from "./open_checkpoint_file.ts";
import { asUsageOf } from "./read_model_file.ts";

/** A checkpoint, and how it is read. */
export type CheckpointChoice = WeightsFile;

/** A network with its weights, which can be read until it is disposed of. */
export interface WeightedModel extends LoadedModel, Disposable {
  /** Keys of the state dict in its file; empty: the file is one. */
  readonly key: string;
  readonly sha256: () => string;
}

/** How weights are read. */
export interface WeightsOptions {
  /** Of the input. @default the network's own */
  readonly size?: ImageSize | undefined;
  /** Of the parameters that may be missing. */
  readonly seed: number;
  /** Whether all values are looked at, to count denormal ones. @default true */
  readonly looksAtValues?: boolean;
  /** Whether only warnings are said. @default false */
  readonly quiet?: boolean;
  /** Of the checkpoint, where it is known. @default it is read for that */
  readonly sha256?: string;
}

/**
 * Opens a checkpoint for a network, and says what fits.
 *
 * @throws {UsageError} If it cannot be read or does not fit, or the network refuses the size.
 */
export function openWeights(
  entry: Pick<CatalogEntry, "id" | "build">,
  { path, key, allowMissing }: CheckpointChoice,
  { size, seed, looksAtValues = true, quiet = false }: WeightsOptions,
): WeightedModel {
  using stack = new DisposableStack();
  const opened = stack.use(openCheckpointFile(path, key));
  const { checkpoint } = opened;
  const sized = size === undefined ? {} : { size };
  const options = { ...sized, others: seededValues(seed), allowMissing, looksAtValues };
  const load = () => loadModel(entry, checkpoint, options);
  const loaded = asUsageOf(path, () => asUsageOfLoading(load, { path, checkpoint }));
  const texts = [
    ...fileTexts(checkpoint),
    ...reportTexts(loaded.report, loaded),
    ...otherTexts(loaded, checkpoint),
  ];
  for (const { kind, text } of texts) {
    if (!quiet || kind === "warning") note(`${kind}: ${entry.id} from ${path}: ${text}`);
  }
  const held = stack.move();
  return {
    ...loaded,
    key: checkpoint.chosen.join("."),
    sha256: opened.sha256,
    [Symbol.dispose]: () => held.dispose(),
  };
}

/** Which of several state dicts was taken, and what a reader should know of the file. */
function fileTexts({ chosen, others, notices }: Checkpoint): readonly ReportText[] {
  const taken = chosen.length === 0 ? "the file itself" : `"${chosen.join(".")}"`;
  const left = others.map((keys) => keys.length === 0 ? "." : keys.join("."));
  return [
    ...others.length === 0 ? [] : [{
      kind: "note" as const,
      text: `${taken} is the state dict that was taken; --key takes another: ${left.join(", ")}`,
    }],
    ...notices.map((text) => ({ kind: "note" as const, text })),
  ];
}

/** Which networks take all that this one leaves. */
function otherTexts({ report }: LoadedModel, checkpoint: Checkpoint): readonly ReportText[] {
  const fitting = report.unexpected.length === 0 ? [] : fittingModels(checkpoint);
  if (fitting.length === 0) return [];
  const whose = fitting.join(" or ");
  const text = `${whose} takes every tensor of it: name that if it was trained as such`;
  return [{ kind: "warning", text }];
}

/** Runs `load`; a checkpoint that does not fit is wrong usage, with the networks that it does fit. */
function asUsageOfLoading<Result>(
  load: () => Result,
  { path, checkpoint }: { readonly path: string; readonly checkpoint: Checkpoint },
): Result {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof LoadingError)) throw error;
    const { fault } = error;
    const fitting = fittingModels(checkpoint).join(" or ");
    const cure = fitting === ""
      ? fault.cure
      : `it fits ${fitting} at its usual size, name that, or ${fault.otherCure}`;
    throw new UsageError(loadingFaultText(`"${path}"`, { ...fault, cure }), { cause: error });
  }
}

/**
 * A model to measure with the weights of a checkpoint, which is read once more when it is prepared.
 *
 * @throws {UsageError} As {@linkcode openWeights}.
 */
export function withWeights<Model extends PlannedModel>(
  model: Model,
  choice: CheckpointChoice,
  options: WeightsOptions,
): Model {
  using weights = openWeights(model, choice, options);
  const { report: { map, matched, missing, odd }, graph, classes, key } = weights;
  return {
    ...model,
    build: () => graph,
    weights: {
      ...choice,
      path: resolve(choice.path),
      recorded: {
        model: model.id,
        file: basename(choice.path),
        sha256: options.sha256 ?? weights.sha256(),
        key,
        names: map,
        classes,
        parameters: matched,
        seeded: missing.map(({ name }) => name),
        denormals: odd?.denormals ?? 0,
      },
    },
  };
}
