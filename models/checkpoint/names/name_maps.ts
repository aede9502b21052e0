// All name maps. The names of timm, facebookresearch/deit, whai362/PVT, SteveTsui/DS-Net and of
// torchvision's ResNets are ours and need none.

import type { NameMap } from "./name_map.ts";
import { OPENMMLAB_NAMES } from "./openmmlab_names.ts";
import { PADDLE_NAMES } from "./paddle_names.ts";
import { OFFICIAL_SWIN_NAMES } from "./swin_names.ts";
import { TORCHVISION_NAMES } from "./torchvision_names.ts";
import { TRANSFORMERS_NAMES } from "./transformers_names.ts";

/** In the order in which they are tried. */
export const NAME_MAPS: readonly NameMap[] = [
  OFFICIAL_SWIN_NAMES,
  ...TORCHVISION_NAMES,
  ...TRANSFORMERS_NAMES,
  ...OPENMMLAB_NAMES,
  PADDLE_NAMES,
];
