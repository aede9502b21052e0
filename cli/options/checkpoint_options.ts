// `--checkpoint`: weights that networks of the catalog have in place of seeded ones.

import { type CatalogEntry, matchModels } from "../../models/catalog.ts";
import type { CheckpointChoice } from "../files/checkpoint_weights.ts";
import type { Arguments, OptionSpec } from "../shell/command.ts";
import { refuseOptions } from "../shell/refuse_options.ts";
import { UsageError } from "../shell/usage_error.ts";
import { listOf } from "../shell/values.ts";

const WEIGHTS =
  "weights of a checkpoint (.safetensors, .pth, .pt, .pdparams) in place of seeded ones";

/** Which state dict. */
const KEY_OPTION: OptionSpec = {
  name: "key",
  value: "KEYS",
  help: "with --checkpoint: the state dict of the file, where it has several, such as model_ema",
};

/** What a checkpoint may lack. */
const ALLOW_MISSING_OPTION: OptionSpec = {
  name: "allow-missing",
  value: "PATTERN,…",
  help: "with --checkpoint: parameters that may have seeded values where the file has none for " +
    "them, or of another shape; * is any characters",
};

/** For commands of one model. */
export const CHECKPOINT_OPTIONS: readonly OptionSpec[] = [
  { name: "checkpoint", value: "FILE", help: WEIGHTS },
  KEY_OPTION,
  ALLOW_MISSING_OPTION,
];

/** For commands of several models. */
export const CHECKPOINTS_OPTIONS: readonly OptionSpec[] = [
  {
    name: "checkpoint",
    value: "MODEL=FILE",
    repeats: true,
    help:
      `${WEIGHTS}, of the models that a name or pattern fits; FILE alone where there is one model`,
  },
  KEY_OPTION,
  ALLOW_MISSING_OPTION,
];

/**
 * The checkpoint of a call about one model; `undefined` if there is none.
 *
 * @throws {UsageError} If an option around it is given without it.
 */
export function checkpointOf(args: Arguments): CheckpointChoice | undefined {
  const path = args.text("checkpoint");
  if (path !== undefined) return choiceOf(args, path);
  requireNoChoice(args);
  return undefined;
}

/**
 * The checkpoints of a call, by the model that has its weights.
 *
 * @throws {UsageError} If one is for no model of the call, or a model has two.
 */
export function checkpointsOf<Model extends Pick<CatalogEntry, "id">>(
  args: Arguments,
  models: readonly Model[],
): ReadonlyMap<Model, CheckpointChoice> {
  const texts = args.texts("checkpoint");
  if (texts.length === 0) requireNoChoice(args);
  const choices = new Map<Model, CheckpointChoice>();
  for (const text of texts) {
    const { path, entries } = modelsOfCheckpoint(text, models);
    for (const entry of entries) {
      if (choices.has(entry)) {
        throw new UsageError(
          `Cannot take --checkpoint "${text}" as ${entry.id} has one already: give one for each model`,
        );
      }
      choices.set(entry, choiceOf(args, path));
    }
  }
  return choices;
}

/** `resnet*=r.pth` -> `r.pth` and those models of the call that fit; without `=`, the only one. */
function modelsOfCheckpoint<Model extends Pick<CatalogEntry, "id">>(
  text: string,
  models: readonly Model[],
): { readonly path: string; readonly entries: readonly Model[] } {
  const place = text.indexOf("=");
  const found = place < 0 ? undefined : entriesOf(text.slice(0, place));
  if (found !== undefined) {
    const entries = models.filter(({ id }) => found.some((entry) => entry.id === id));
    if (entries.length > 0) return { path: text.slice(place + 1), entries };
    throw new UsageError(
      `Cannot take --checkpoint "${text}" as none of these models is measured: name one of ` +
        models.map(({ id }) => id).join(", "),
    );
  }
  if (models.length === 1) return { path: text, entries: models };
  if (models.length === 0) {
    throw new UsageError(
      `Cannot take --checkpoint "${text}" with files, which have weights of their own: leave it out, ` +
        "or name a network of the catalog",
    );
  }
  throw new UsageError(
    `Cannot take --checkpoint "${text}" as it does not say which of ${models.length} models it is ` +
      `for: write MODEL=FILE, such as ${models[0]?.id ?? "resnet50"}=${text}`,
  );
}

/** `undefined` if a text is no model: then it is the beginning of a path. */
function entriesOf(text: string): readonly CatalogEntry[] | undefined {
  try {
    return matchModels(text).entries;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function choiceOf(args: Arguments, path: string): CheckpointChoice {
  const key = args.text(KEY_OPTION.name);
  const allowed = args.text(ALLOW_MISSING_OPTION.name);
  return {
    path,
    ...(key === undefined ? {} : { key }),
    allowMissing: allowed === undefined
      ? []
      : listOf(ALLOW_MISSING_OPTION.name, allowed, (pattern) => pattern),
  };
}

function requireNoChoice(args: Arguments): void {
  const options = [KEY_OPTION, ALLOW_MISSING_OPTION];
  refuseOptions(args, options, "without --checkpoint as no file is read: add it, or leave it out");
}
