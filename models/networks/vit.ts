// Vision Transformer: Dosovitskiy et al. 2020, "An Image is Worth 16x16 Words", arXiv:2010.11929,
// Table 1. Wiring and names: timm vision_transformer.py, vit_base_patch16_224.
//
// DeiT-B without distillation is this very network, trained otherwise (arXiv:2012.12877, section
// 5.1); models/networks/deit.ts describes both.

import { DEITS, type DeitVariant } from "./deit.ts";

/** The variant of the ViT paper that the later papers compare with. */
export const VITS = { "vit-b16": DEITS["deit-b"] } as const satisfies Record<string, DeitVariant>;
