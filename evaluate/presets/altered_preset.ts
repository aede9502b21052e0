// Presets that differ from a known one: their id says by what.

import type { Preset } from "../images/preset.ts";

/** What may differ from a preset. */
export type PresetChanges = Partial<Omit<Preset, "id">>;

/**
 * The preset with these changes; its id names each that is one: `deit+interpolation=bilinear`.
 */
export function alteredPreset(preset: Preset, changes: PresetChanges): Preset {
  const keys = Object.keys(changes) as (keyof PresetChanges)[];
  const real = keys.filter((key) =>
    changes[key] !== undefined && String(changes[key]) !== String(preset[key])
  );
  const id = [preset.id, ...real.map((key) => `${key}=${changes[key]}`)].join("+");
  return { ...preset, ...Object.fromEntries(real.map((key) => [key, changes[key]])), id };
}
