// How pictures become the input: a preset by its id, or step by step.

import type { Preset } from "../../evaluate/images/preset.ts";
import { alteredPreset, type PresetChanges } from "../../evaluate/presets/altered_preset.ts";
import { presetOf, PRESETS } from "../../evaluate/presets/presets.ts";
import { weightsInFile, weightsOf } from "../../evaluate/presets/published_weights.ts";
import type { Arguments, OptionSpec } from "../shell/command.ts";
import { UsageError } from "../shell/usage_error.ts";
import { ifGiven, oneOf, wholeNumber } from "../shell/values.ts";

const IDS = Object.keys(PRESETS);
const MOST_PIXELS = 4096;
const ON_OFF = ["on", "off"] as const;

/** Declarations, for the help. */
export const PRESET_OPTIONS: readonly OptionSpec[] = [
  {
    name: "preset",
    value: "ID",
    help: `how pictures become the input: ${IDS.join(", ")} (default: that of the published ` +
      "weights in the checkpoint, else the first of the network's)",
  },
  { name: "resize", value: "PIXELS", help: "the short side is resized to it" },
  { name: "crop", value: "PIXELS", help: "side of the square in the middle that is kept" },
  { name: "interpolation", value: "NAME", help: "bilinear or bicubic" },
  { name: "antialias", value: "on|off", help: "whether filters widen, as Pillow's do" },
  { name: "squash", value: "on|off", help: "on resizes both sides, whatever the proportions" },
  { name: "mean", value: "R,G,B", help: "subtracted from values of 0 to 1" },
  { name: "std", value: "R,G,B", help: "divides what is left" },
  { name: "channels", value: "RGB|BGR", help: "order of the planes" },
];

/** What a preset is found by. */
export interface PresetSubject {
  /** Id of the catalog; undefined: a file of the user's. */
  readonly model?: string;
  /** Of the file of its weights. */
  readonly sha256?: string;
}

/** A preset, and why it was taken. */
export interface ChosenPreset {
  readonly preset: Preset;
  readonly reason: string;
}

/**
 * The preset of a call.
 *
 * @throws {UsageError} If none is named and none is known, or a value is none.
 */
export function chosenPreset(args: Arguments, subject: PresetSubject): ChosenPreset {
  const changes = changesOf(args);
  const { preset, reason } = basePreset(args, subject, Object.keys(changes).length > 0);
  return { preset: alteredPreset(preset, changes), reason };
}

function basePreset(
  args: Arguments,
  { model, sha256 }: PresetSubject,
  hasChanges: boolean,
): ChosenPreset {
  const id = args.text("preset");
  if (id !== undefined) {
    const preset = presetOf(id);
    if (preset !== undefined) return { preset, reason: "as asked" };
    throw new UsageError(`Cannot take --preset "${id}" as it must be one of ${IDS.join(", ")}`);
  }
  const known = model === undefined || sha256 === undefined
    ? undefined
    : weightsInFile(model, sha256);
  if (known !== undefined) {
    return { preset: PRESETS[known.preset], reason: `the file is ${known.name} by its SHA-256` };
  }
  const [usual] = model === undefined ? [] : weightsOf(model);
  if (usual !== undefined) {
    return {
      preset: PRESETS[usual.preset],
      reason: `as ${usual.name} was evaluated; --preset names another`,
    };
  }
  if (hasChanges) return { preset: PRESETS.deit, reason: "as asked, the rest as DeiT has it" };
  throw new UsageError(
    "Cannot tell how the pictures of this network are read: pass " +
      `--preset (${IDS.join(", ")}), or --resize, --crop and --interpolation`,
  );
}

function changesOf(args: Arguments): PresetChanges {
  const pixels = (name: string) =>
    ifGiven(args, name, (text) => wholeNumber(name, text, { least: 1, most: MOST_PIXELS }));
  const isOn = (name: string) => ifGiven(args, name, (text) => oneOf(name, text, ON_OFF) === "on");
  const given = {
    resize: pixels("resize"),
    crop: pixels("crop"),
    interpolation: ifGiven(
      args,
      "interpolation",
      (text) => oneOf("interpolation", text, ["bilinear", "bicubic"]),
    ),
    antialias: isOn("antialias"),
    squash: isOn("squash"),
    mean: ifGiven(args, "mean", (text) => planesOf("mean", text)),
    std: ifGiven(args, "std", (text) => planesOf("std", text)),
    channels: ifGiven(args, "channels", (text) => oneOf("channels", text, ["RGB", "BGR"])),
  };
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known);
}

function planesOf(name: "mean" | "std", text: string): readonly [number, number, number] {
  const parts = text.split(",").map((part) => /^\d*\.?\d+$/.test(part.trim()) ? Number(part) : NaN);
  const [red, green, blue] = parts;
  const isRight = parts.length === 3 && parts.every((part) => part <= 1) &&
    (name === "mean" || parts.every((part) => part > 0));
  if (isRight) return [red as number, green as number, blue as number];
  throw new UsageError(
    `Cannot take --${name} "${text}" as it must be three numbers up to 1, of pixels from 0 to 1, ` +
      `such as 0.485,0.456,0.406`,
  );
}
