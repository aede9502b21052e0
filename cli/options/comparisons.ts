// Which networks reports hold against each other.

import { DS_FPN_PROVENANCE } from "../../models/detection/ds_fpn.ts";
import { ABLATION_PROVENANCE } from "../../models/networks/dsnet_ablations.ts";
import { ABLATION_PAIRS, ALIGNMENT_PAIRS, DS_FPN_PAIRS, ORDER_PAIRS } from "../../models/pairs.ts";
import type { Comparisons } from "../../reports/sections/pair_cost_table.ts";

/** Alignment, the order of networks on several engines, DS-FPN over FPN, and the choices of a DS-Block. */
export const COMPARISONS: Comparisons = {
  alignment: ALIGNMENT_PAIRS,
  order: ORDER_PAIRS,
  others: [
    { title: "DS-FPN over FPN", pairs: DS_FPN_PAIRS, remarks: DS_FPN_PROVENANCE },
    {
      title: "One choice changed, beside DS-Net-T*",
      pairs: ABLATION_PAIRS,
      remarks: ABLATION_PROVENANCE,
    },
  ],
};
