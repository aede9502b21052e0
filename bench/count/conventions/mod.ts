/**
 * Counts of one graph under the conventions of other tools.
 *
 * @example What fvcore prints for ResNet-50
 * ```ts
 * import { countByConvention, findConvention } from "./mod.ts";
 * import { findModel } from "../../../models/catalog.ts";
 *
 * const { total } = countByConvention(findModel("resnet50").build(), findConvention("fvcore"));
 * if (total !== 4_111_512_576) throw new Error(`got ${total}`);
 * ```
 *
 * @module
 */

export * from "./tools/convention.ts";
export {
  type ConventionCount,
  countByConvention,
  countByConventionExactly,
} from "./count_by_convention.ts";
export * from "./registry.ts";
export * from "./variant.ts";
