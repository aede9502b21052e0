// Names of the official Swin code, which timm had, too, before version 0.9.

import type { NameMap } from "./name_map.ts";

/**
 * Patch merging ends a stage there and begins the next one here. Codes that stem from it keep queries,
 * keys and values apart.
 */
export const OFFICIAL_SWIN_NAMES: NameMap = {
  id: "microsoft/Swin-Transformer",
  source: "github.com/microsoft/Swin-Transformer, models/swin_transformer.py",
  renamings: [
    [/^layers\.(\d+)\.downsample\./, "layers.{$1+1}.downsample."],
    [/\.attn\.(?:q|q_proj|query)\./, ".attn.qkv[0/3]."],
    [/\.attn\.(?:k|k_proj|key)\./, ".attn.qkv[1/3]."],
    [/\.attn\.(?:v|v_proj|value)\./, ".attn.qkv[2/3]."],
    [/^head\.(weight|bias)$/, "head.fc.$1"],
  ],
};
