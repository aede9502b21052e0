// Names of OpenMMLab's networks: `backbone` and `head` around what other codes have, layers of other
// words inside.

import type { NameMap, Renaming } from "./name_map.ts";

/** The parts of every block. */
const BLOCK: readonly Renaming[] = [
  [/\.ffn\.layers\.0\.0\./, ".mlp.fc1."],
  [/\.ffn\.layers\.1\./, ".mlp.fc2."],
];

const OPENMMLAB_RESNET: NameMap = {
  id: "OpenMMLab ResNet",
  source: "github.com/open-mmlab/mmpretrain, mmpretrain/models/backbones/resnet.py",
  renamings: [
    [/^backbone\./, ""],
    [/^head\.fc\./, "fc."],
  ],
};

/** Before version 1.0 its norms were `norm1` and `norm2`, as ours are. */
const OPENMMLAB_VIT: NameMap = {
  id: "OpenMMLab ViT and DeiT",
  source: "github.com/open-mmlab/mmpretrain, mmpretrain/models/backbones/vision_transformer.py",
  renamings: [
    [/^backbone\.(?:ln1|norm1)\./, "norm."],
    [/^backbone\./, ""],
    [/^patch_embed\.projection\./, "patch_embed.proj."],
    [/^layers\.(\d+)\./, "blocks.$1."],
    [/\.ln([12])\./, ".norm$1."],
    ...BLOCK,
    [/^head\.layers\.(head|head_dist)\./, "$1."],
  ],
};

/** Its patch merging takes neighbours by `nn.Unfold`, where the reference code slices. */
const OPENMMLAB_SWIN: NameMap = {
  id: "OpenMMLab Swin",
  source: "github.com/open-mmlab/mmpretrain, mmpretrain/models/backbones/swin_transformer.py",
  renamings: [
    [/^backbone\.norm3\./, "norm."],
    [/^backbone\./, ""],
    [/^patch_embed\.projection\./, "patch_embed.proj."],
    [/^stages\.(\d+)\.downsample\./, "layers.{$1+1}.downsample."],
    [/^stages\./, "layers."],
    [/\.attn\.w_msa\./, ".attn."],
    ...BLOCK,
  ],
  unfolds: /\.downsample\.(?:norm|reduction)\./,
};

/** All of OpenMMLab's. */
export const OPENMMLAB_NAMES: readonly NameMap[] = [
  OPENMMLAB_RESNET,
  OPENMMLAB_VIT,
  OPENMMLAB_SWIN,
];
