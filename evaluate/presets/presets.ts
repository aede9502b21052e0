// Presets by id: how published weights were evaluated by those who published them.

import type { Preset } from "../images/preset.ts";
import { resizeFor } from "./crop_share.ts";

/** Mean and standard deviation of ImageNet's training set, as torchvision rounds them. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

/** From -1 to 1, as Inception had it. */
const INCEPTION = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } as const;

const COMMON = { crop: 224, antialias: true, squash: false, channels: "RGB" } as const;

const PIL = { ...COMMON, ...IMAGENET, interpolation: "bicubic" } as const;

/** timm resizes to the crop's side divided by a share that each of its weights has. */
function timm(share: number): Omit<Preset, "id"> {
  return { ...PIL, resize: resizeFor(COMMON.crop, share) };
}

const TABLE = {
  // facebookresearch/deit datasets.py; PVT, Swin and DS-Net took it over.
  "deit": { ...PIL, resize: 256 },
  // torchvision: `Weights.transforms()`.
  "torchvision-v1": { ...PIL, interpolation: "bilinear", resize: 256 },
  "torchvision-v2": { ...PIL, interpolation: "bilinear", resize: 232 },
  "torchvision-swag-linear": { ...PIL, resize: 224 },
  "torchvision-swin-t": { ...PIL, resize: 232 },
  "torchvision-swin-s": { ...PIL, resize: 246 },
  "torchvision-swin-b": { ...PIL, resize: 238 },
  // timm: `pretrained_cfg`.
  "timm-bicubic-1.0": timm(1),
  "timm-bicubic-0.965": timm(0.965),
  "timm-bicubic-0.95": timm(0.95),
  "timm-bicubic-0.9": timm(0.9),
  "timm-bicubic-0.9-inception": { ...timm(0.9), ...INCEPTION },
  "timm-bicubic-0.875": timm(0.875),
  "timm-bilinear-0.965": { ...timm(0.965), interpolation: "bilinear" },
  "timm-bilinear-0.875": { ...timm(0.875), interpolation: "bilinear" },
} as const satisfies Readonly<Record<string, Omit<Preset, "id">>>;

/** Ids of known presets. */
export type PresetId = keyof typeof TABLE;

/** All presets, by id. */
export const PRESETS: Readonly<Record<PresetId, Preset>> = Object.fromEntries(
  Object.entries(TABLE).map(([id, steps]) => [id, { id, ...steps }]),
) as Record<PresetId, Preset>;

/** The preset of this id, if there is one. */
export function presetOf(id: string): Preset | undefined {
  return Object.hasOwn(PRESETS, id) ? PRESETS[id as PresetId] : undefined;
}
