// Names of PaddlePaddle, for codes whose modules have our names otherwise, as PaddleClas' DSNet does.

import type { NameMap } from "./name_map.ts";

/** BatchNorm's statistics have names of their own there, and matrices are `[in, out]`. */
export const PADDLE_NAMES: NameMap = {
  id: "PaddlePaddle",
  source: "github.com/PaddlePaddle/PaddleClas, ppcls/arch/backbone/model_zoo/dsnet.py",
  renamings: [
    [/\._mean$/, ".running_mean"],
    [/\._variance$/, ".running_var"],
  ],
  transposesMatrices: true,
};
