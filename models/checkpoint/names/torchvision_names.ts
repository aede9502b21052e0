// Names of torchvision's models, where they are not ours: its ResNets are our own.

import type { NameMap } from "./name_map.ts";

const TORCHVISION_REGNET: NameMap = {
  id: "torchvision RegNet",
  source: "github.com/pytorch/vision, torchvision/models/regnet.py",
  renamings: [
    [/^stem\.0\./, "stem.conv."],
    [/^stem\.1\./, "stem.bn."],
    [/^trunk_output\.block(\d+)\.block\d+-(\d+)\./, "s$1.b{$2+1}."],
    [/\.f\.a\.0\./, ".conv1.conv."],
    [/\.f\.a\.1\./, ".conv1.bn."],
    [/\.f\.b\.0\./, ".conv2.conv."],
    [/\.f\.b\.1\./, ".conv2.bn."],
    [/\.f\.se\./, ".se."],
    [/\.f\.c\.0\./, ".conv3.conv."],
    [/\.f\.c\.1\./, ".conv3.bn."],
    [/\.proj\.0\./, ".downsample.conv."],
    [/\.proj\.1\./, ".downsample.bn."],
    [/^fc\./, "head.fc."],
  ],
};

/** `linear_1` and `linear_2` are of files from before version 0.12. */
const TORCHVISION_VIT: NameMap = {
  id: "torchvision ViT",
  source: "github.com/pytorch/vision, torchvision/models/vision_transformer.py",
  renamings: [
    [/^class_token$/, "cls_token"],
    [/^conv_proj\./, "patch_embed.proj."],
    [/^encoder\.pos_embedding$/, "pos_embed"],
    [/^encoder\.layers\.encoder_layer_(\d+)\./, "blocks.$1."],
    [/\.ln_([12])\./, ".norm$1."],
    [/\.self_attention\.in_proj_(weight|bias)$/, ".attn.qkv.$1"],
    [/\.self_attention\.out_proj\./, ".attn.proj."],
    [/\.mlp\.(?:0|linear_1)\./, ".mlp.fc1."],
    [/\.mlp\.(?:3|linear_2)\./, ".mlp.fc2."],
    [/^encoder\.ln\./, "norm."],
    [/^heads\.head\./, "head."],
  ],
};

const TORCHVISION_SWIN: NameMap = {
  id: "torchvision Swin",
  source: "github.com/pytorch/vision, torchvision/models/swin_transformer.py",
  renamings: [
    [/^features\.0\.0\./, "patch_embed.proj."],
    [/^features\.0\.2\./, "patch_embed.norm."],
    [/^features\.1\./, "layers.0.blocks."],
    [/^features\.2\./, "layers.1.downsample."],
    [/^features\.3\./, "layers.1.blocks."],
    [/^features\.4\./, "layers.2.downsample."],
    [/^features\.5\./, "layers.2.blocks."],
    [/^features\.6\./, "layers.3.downsample."],
    [/^features\.7\./, "layers.3.blocks."],
    [/\.mlp\.0\./, ".mlp.fc1."],
    [/\.mlp\.3\./, ".mlp.fc2."],
    [/^head\./, "head.fc."],
  ],
};

/** All of torchvision's. */
export const TORCHVISION_NAMES: readonly NameMap[] = [
  TORCHVISION_REGNET,
  TORCHVISION_VIT,
  TORCHVISION_SWIN,
];
