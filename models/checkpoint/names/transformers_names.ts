// Names of Hugging Face's transformers, which the hub's copies of the official weights have: queries,
// keys and values lie apart. From version 5 on its code has shorter ones; both are taken.

import type { NameMap, Renaming } from "./name_map.ts";

/** What all layers have inside. */
const LAYER: readonly Renaming[] = [
  [/\.attention\.(?:(?:attention|self)\.query|q_proj)\./, ".attn.qkv[0/3]."],
  [/\.attention\.(?:(?:attention|self)\.key|k_proj)\./, ".attn.qkv[1/3]."],
  [/\.attention\.(?:(?:attention|self)\.value|v_proj)\./, ".attn.qkv[2/3]."],
  [/\.attention\.(?:output\.dense|o_proj)\./, ".attn.proj."],
  [/\.layernorm_before\./, ".norm1."],
  [/\.layernorm_after\./, ".norm2."],
  [/\.intermediate\.dense\./, ".mlp.fc1."],
  [/\.output\.dense\./, ".mlp.fc2."],
];

const TRANSFORMERS_VIT: NameMap = {
  id: "transformers ViT and DeiT",
  source:
    "github.com/huggingface/transformers, models/vit/modeling_vit.py, models/deit/modeling_deit.py",
  renamings: [
    [/^(?:vit|deit)\./, ""],
    [/^embeddings\.cls_token$/, "cls_token"],
    [/^embeddings\.distillation_token$/, "dist_token"],
    [/^embeddings\.position_embeddings$/, "pos_embed"],
    [/^embeddings\.patch_embeddings\.projection\./, "patch_embed.proj."],
    [/^(?:encoder\.layer|layers)\.(\d+)\./, "blocks.$1."],
    ...LAYER,
    [/^layernorm\./, "norm."],
    [/^(?:cls_)?classifier\./, "head."],
    [/^distillation_classifier\./, "head_dist."],
  ],
};

const TRANSFORMERS_SWIN: NameMap = {
  id: "transformers Swin",
  source: "github.com/huggingface/transformers, models/swin/modeling_swin.py",
  renamings: [
    [/^swin\./, ""],
    [/^embeddings\.patch_embeddings\.projection\./, "patch_embed.proj."],
    [/^embeddings\.norm\./, "patch_embed.norm."],
    [/^encoder\.layers\.(\d+)\.downsample\./, "layers.{$1+1}.downsample."],
    [/^encoder\.layers\./, "layers."],
    [/\.attention\.(?:self|relative_position_bias)\.(relative_\w+)$/, ".attn.$1"],
    ...LAYER,
    [/^layernorm\./, "norm."],
    [/^classifier\./, "head.fc."],
  ],
};

/** All of transformers'. */
export const TRANSFORMERS_NAMES: readonly NameMap[] = [TRANSFORMERS_VIT, TRANSFORMERS_SWIN];
