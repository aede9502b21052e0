// The registry of conventions: how other tools count, and how this suite does.

import type { Graph } from "../../../models/graph/graph.ts";
import { nearestNames } from "../../../models/nearest_names.ts";
import type { Convention } from "./tools/convention.ts";
import type { CountOptions } from "../count.ts";
import {
  type ConventionCount,
  conventionCount,
  inPlainNumbers,
  seenByConventions,
} from "./count_by_convention.ts";
import {
  CALFLOPS_FLOPS,
  CALFLOPS_MACS,
  DEEPSPEED_FLOPS,
  DEEPSPEED_MACS,
} from "./tools/deepspeed.ts";
import { FVCORE } from "./tools/fvcore.ts";
import { CONV_LINEAR, FLOP2, MAC } from "./tools/mac.ts";
import { MMCV } from "./tools/mmcv.ts";
import { PTFLOPS_ATEN } from "./tools/ptflops_aten.ts";
import { PADDLE, THOP, THOP_LEGACY, ULTRALYTICS_THOP, ULTRALYTICS_THOP_2_1 } from "./tools/thop.ts";
import { TORCH_FLOP_COUNTER } from "./tools/torch_flop_counter.ts";
import { TORCHINFO, TORCHINFO_MAIN } from "./tools/torchinfo.ts";
import { variantsOf } from "./variant.ts";

/** Every convention, in the order in which `count --convention all` shows them. */
export const CONVENTIONS: readonly Convention[] = [
  MAC,
  FLOP2,
  CONV_LINEAR,
  FVCORE,
  TORCH_FLOP_COUNTER,
  THOP,
  THOP_LEGACY,
  ULTRALYTICS_THOP,
  ULTRALYTICS_THOP_2_1,
  PTFLOPS_ATEN,
  TORCHINFO,
  TORCHINFO_MAIN,
  CALFLOPS_FLOPS,
  CALFLOPS_MACS,
  DEEPSPEED_FLOPS,
  DEEPSPEED_MACS,
  MMCV,
  PADDLE,
];

/**
 * The convention of an id, or a variant such as `fvcore-fused-attention`; case does not matter.
 *
 * @throws {RangeError} If there is none; the message suggests the nearest ids.
 */
export function findConvention(text: string): Convention {
  const id = text.trim().toLowerCase();
  const convention = CONVENTIONS.flatMap((each) => [each, ...variantsOf(each)])
    .find((candidate) => candidate.id === id);
  if (convention !== undefined) return convention;
  const nearest = nearestNames(id, CONVENTIONS.map((candidate) => candidate.id));
  throw new RangeError(
    `Cannot find convention "${text}": did you mean ${nearest.join(", ")}? ` +
      `"count --convention all" shows all`,
  );
}

/**
 * Counts a graph by every convention. A variant follows its convention where its total differs for
 * this graph: the tool's number depends on how the code is written, and both are shown.
 *
 * @throws {RangeError} As countByConvention().
 */
export function countByAllConventions(
  graph: Graph,
  options: CountOptions = {},
): readonly ConventionCount[] {
  return countByAllConventionsExactly(graph, options).map((count) => inPlainNumbers(graph, count));
}

/** {@linkcode countByAllConventions} in integers of any size. */
export function countByAllConventionsExactly(
  graph: Graph,
  { batch = 1 }: CountOptions = {},
): readonly ConventionCount<bigint>[] {
  const seen = seenByConventions(graph, batch);
  return CONVENTIONS.flatMap((convention) => {
    const count = conventionCount(seen, convention);
    const variants = variantsOf(convention)
      .map((variant) => conventionCount(seen, variant))
      .filter(({ total }) => total !== count.total);
    return [count, ...variants];
  });
}
