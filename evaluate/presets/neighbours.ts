// Presets beside a preset: the ways in which others read the same pictures.

import type { Preset } from "../images/preset.ts";
import { alteredPreset, type PresetChanges } from "./altered_preset.ts";
import { resizeFor } from "./crop_share.ts";

/** A preset that differs in one thing, and what that is. */
export interface Neighbour {
  readonly difference: string;
  readonly preset: Preset;
}

/** Crop shares that published weights have. */
const SHARES: readonly number[] = [1, 0.95, 0.9, 0.875];

/** Presets that differ from this one by a slip that others make, each by one alone. */
export function neighbours(preset: Preset): readonly Neighbour[] {
  const { interpolation, antialias, squash, channels } = preset;
  const filter = interpolation === "bicubic" ? "bilinear" : "bicubic";
  const shares = SHARES.map((share): [string, PresetChanges] => [
    `crop share ${share}`,
    { resize: resizeFor(preset.crop, share) },
  ]);
  const differences: readonly (readonly [string, PresetChanges])[] = [
    [filter, { interpolation: filter }],
    [antialias ? "no antialias" : "antialias", { antialias: !antialias }],
    ...shares,
    [squash ? "proportions kept" : "squashed", { squash: !squash }],
    [
      channels === "RGB" ? "blue first" : "red first",
      { channels: channels === "RGB" ? "BGR" : "RGB" },
    ],
    ["no mean", { mean: [0, 0, 0], std: [1, 1, 1] }],
    ["-1 to 1", { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }],
  ];
  return differences.map(([difference, changes]) => ({
    difference,
    preset: alteredPreset(preset, changes),
  })).filter((neighbour) => neighbour.preset.id !== preset.id);
}
