// Published weights of the catalog's networks, each with the preset that it was evaluated by.

import type { PresetId } from "./presets.ts";

/** Weights that somebody published. */
export interface Weights {
  /** Who published them, and how they call them. */
  readonly name: string;
  readonly preset: PresetId;
  /** First digits of the file's SHA-256, where its name has them: `resnet50-0676ba61.pth`. */
  readonly sha256?: string;
}

/** timm's tags of the weights that a preset fits, at 224 pixels. */
type Tags = Partial<Readonly<Record<PresetId, readonly string[]>>>;

const RSB = ["a1_in1k", "a2_in1k", "a3_in1k"] as const;
const FACEBOOK = ["fb_ssl_yfcc100m_ft_in1k", "fb_swsl_ig1b_ft_in1k", "tv_in1k"] as const;

const RESNET_LARGE: Tags = {
  "timm-bicubic-0.95": [...RSB, "a1h_in1k"],
  "timm-bicubic-0.875": ["gluon_in1k"],
  "timm-bilinear-0.875": ["tv_in1k"],
  "timm-bilinear-0.965": ["tv2_in1k"],
};

const WINDOWS: Tags = { "timm-bicubic-0.9": ["ms_in1k", "ms_in22k_ft_in1k"] };
const DEIT_COPY: Tags = { "timm-bicubic-0.9": ["fb_in1k"] };

/** By network; the first are those that the paper's table quotes. */
const WEIGHTS: Readonly<Record<string, readonly Weights[]>> = {
  "resnet18": [
    torchvision("IMAGENET1K_V1", "torchvision-v1", "f37072fd"),
    ...timm({
      "timm-bicubic-0.95": RSB,
      "timm-bicubic-0.875": ["gluon_in1k"],
      "timm-bilinear-0.875": FACEBOOK,
    }),
  ],
  "resnet34": [
    torchvision("IMAGENET1K_V1", "torchvision-v1", "b627a593"),
    ...timm({
      "timm-bicubic-0.95": RSB,
      "timm-bicubic-0.9-inception": ["ra4_e3600_r224_in1k"],
      "timm-bicubic-0.875": ["bt_in1k", "gluon_in1k"],
      "timm-bilinear-0.875": ["tv_in1k"],
    }),
  ],
  "resnet50": [
    torchvision("IMAGENET1K_V1", "torchvision-v1", "0676ba61"),
    torchvision("IMAGENET1K_V2", "torchvision-v2", "11ad3fa6"),
    ...timm({
      "timm-bicubic-1.0": ["a1h_in1k"],
      "timm-bicubic-0.95": [...RSB, "b1k_in1k", "b2k_in1k", "c1_in1k", "c2_in1k", "d_in1k"],
      "timm-bicubic-0.875": ["am_in1k", "bt_in1k", "gluon_in1k", "ra_in1k", "ram_in1k"],
      "timm-bilinear-0.875": FACEBOOK,
      "timm-bilinear-0.965": ["tv2_in1k"],
    }),
  ],
  "resnet101": [
    torchvision("IMAGENET1K_V1", "torchvision-v1", "63fe2227"),
    torchvision("IMAGENET1K_V2", "torchvision-v2", "cd907fc2"),
    ...timm(RESNET_LARGE),
  ],
  "resnet152": [
    torchvision("IMAGENET1K_V1", "torchvision-v1", "394f9c45"),
    torchvision("IMAGENET1K_V2", "torchvision-v2", "f82ba261"),
    ...timm(RESNET_LARGE),
  ],
  "regnety-4gf": [
    ...timm({ "timm-bicubic-0.875": ["pycls_in1k"], "timm-bicubic-0.95": ["ra3_in1k"] }),
  ],
  "regnety-8gf": [
    ...timm({ "timm-bicubic-0.875": ["pycls_in1k"], "timm-bicubic-0.95": ["ra3_in1k"] }),
    torchvision("IMAGENET1K_V1", "torchvision-v1", "d0d0e4a8"),
    torchvision("IMAGENET1K_V2", "torchvision-v2", "dc2b1b54"),
  ],
  "regnety-16gf": [
    { name: "facebookresearch/deit", preset: "deit", sha256: "a5fe301d" },
    ...timm({
      "timm-bicubic-0.95": ["deit_in1k", "lion_in12k_ft_in1k", "sw_in12k_ft_in1k"],
      "timm-bicubic-0.965": ["swag_lc_in1k", "tv2_in1k"],
      "timm-bicubic-0.875": ["pycls_in1k"],
    }),
    torchvision("IMAGENET1K_V1", "torchvision-v1", "9e6ed7dd"),
    torchvision("IMAGENET1K_V2", "torchvision-v2", "3e4a00f9"),
    torchvision("IMAGENET1K_SWAG_LINEAR_V1", "torchvision-swag-linear", "f3ec0043"),
  ],
  "vit-b16": [
    torchvision("IMAGENET1K_V1", "torchvision-v1", "c867db91"),
    torchvision("IMAGENET1K_SWAG_LINEAR_V1", "torchvision-swag-linear", "4e70ced5"),
    ...timm({
      "timm-bicubic-0.9-inception": [
        "augreg2_in21k_ft_in1k",
        "augreg_in1k",
        "augreg_in21k_ft_in1k",
        "orig_in21k_ft_in1k",
        "sam_in1k",
      ],
    }),
  ],
  "deit-t": deit("a1311bcf"),
  "deit-s": deit("cd65a155"),
  "deit-b": deit("b5f2ef4d"),
  "deit-t-distilled": deit("b40b3cf7"),
  "deit-s-distilled": deit("649709d9"),
  "deit-b-distilled": deit("df68dfff"),
  "swin-t": swin("torchvision-swin-t", "704ceda3"),
  "swin-s": swin("torchvision-swin-s", "5e29d889"),
  "swin-b": swin("torchvision-swin-b", "68c6b09e"),
};

/** Networks of one name and more: evaluated by their authors' copy of DeiT's code. */
const FAMILIES: Readonly<Record<string, readonly Weights[]>> = {
  "pvt-": [{ name: "whai362/PVT", preset: "deit" }],
  "dsnet-": [{ name: "SteveTsui/DS-Net", preset: "deit" }],
};

function torchvision(name: string, preset: PresetId, sha256: string): Weights {
  return { name: `torchvision ${name}`, preset, sha256 };
}

function timm(tags: Tags): readonly Weights[] {
  return (Object.entries(tags) as [PresetId, readonly string[]][]).flatMap(([preset, names]) =>
    names.map((name) => ({ name: `timm ${name}`, preset }))
  );
}

function deit(sha256: string): readonly Weights[] {
  return [{ name: "facebookresearch/deit", preset: "deit", sha256 }, ...timm(DEIT_COPY)];
}

function swin(preset: PresetId, sha256: string): readonly Weights[] {
  return [
    { name: "microsoft/Swin-Transformer", preset: "deit" },
    torchvision("IMAGENET1K_V1", preset, sha256),
    ...timm(WINDOWS),
  ];
}

/** Weights of a network that are known, the paper's first; none for a network of your own. */
export function weightsOf(model: string): readonly Weights[] {
  if (Object.hasOwn(WEIGHTS, model)) return WEIGHTS[model] ?? [];
  const family = Object.keys(FAMILIES).find((start) => model.startsWith(start));
  return family === undefined ? [] : FAMILIES[family] ?? [];
}

/** The weights that a file holds, by the SHA-256 of its bytes, if they are known. */
export function weightsInFile(model: string, sha256: string): Weights | undefined {
  return weightsOf(model).find((weights) =>
    weights.sha256 !== undefined && sha256.startsWith(weights.sha256)
  );
}
