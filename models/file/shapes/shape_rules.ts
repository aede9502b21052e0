// All shape rules: a table for each operator set.

import type { FileNode } from "../file_model.ts";
import type { RuleTable, ShapeRule } from "./engine/call.ts";
import type { BodyRule } from "./engine/inference.ts";
import { ATTENTION, CONTRIBUTED_ATTENTION, PREVIEW_ATTENTION } from "./rules/attention_shapes.ts";
import { CLASSICAL } from "./rules/classical_shapes.ts";
import { CONTROL_FLOW } from "./rules/control_flow_shapes.ts";
import { CONTRIBUTED_ELEMENTWISE, ELEMENTWISE, OPTIMIZERS } from "./rules/elementwise_shapes.ts";
import { CONTRIBUTED_INDEXING, INDEXING } from "./rules/indexing_shapes.ts";
import { CONTRIBUTED_LAYOUT, LAYOUT } from "./rules/layout_shapes.ts";
import { CONTRIBUTED_NORMALIZATIONS, NORMALIZATIONS } from "./rules/normalization_shapes.ts";
import { CONTRIBUTED_PRODUCTS, PRODUCTS } from "./rules/product_shapes.ts";
import { CONTRIBUTED_QUANTIZATION, QUANTIZATION } from "./rules/quantization_shapes.ts";
import { CONTRIBUTED_RECURRENT, RECURRENT } from "./rules/recurrent_shapes.ts";
import { CONTRIBUTED_REDUCTIONS, REDUCTIONS } from "./rules/reduction_shapes.ts";
import { CONTRIBUTED_RESAMPLING, RESAMPLING } from "./rules/resampling_shapes.ts";
import { CONTRIBUTED_TEXT, SEQUENCES } from "./rules/sequence_shapes.ts";
import { CONTRIBUTED_SOURCES, SOURCES } from "./rules/source_shapes.ts";
import {
  BLOCKED_WINDOWS,
  CONTRIBUTED_WINDOWS,
  INTERNAL_NHWC_WINDOWS,
  WINDOWS,
} from "./rules/window_shapes.ts";

const STANDARD: RuleTable = {
  ...ELEMENTWISE,
  ...REDUCTIONS,
  ...LAYOUT,
  ...INDEXING,
  ...WINDOWS,
  ...PRODUCTS,
  ...NORMALIZATIONS,
  ...RECURRENT,
  ...RESAMPLING,
  ...SOURCES,
  ...ATTENTION,
  ...QUANTIZATION,
  ...SEQUENCES,
};

const CONTRIBUTED: RuleTable = {
  ...QUANTIZATION,
  ...CONTRIBUTED_QUANTIZATION,
  ...CONTRIBUTED_REDUCTIONS,
  ...CONTRIBUTED_ELEMENTWISE,
  ...CONTRIBUTED_LAYOUT,
  ...CONTRIBUTED_INDEXING,
  ...CONTRIBUTED_WINDOWS,
  ...CONTRIBUTED_PRODUCTS,
  ...CONTRIBUTED_NORMALIZATIONS,
  ...CONTRIBUTED_RECURRENT,
  ...CONTRIBUTED_RESAMPLING,
  ...CONTRIBUTED_SOURCES,
  ...CONTRIBUTED_ATTENTION,
  ...CONTRIBUTED_TEXT,
};

/** All rules by domain and operator; ONNX's own domain is `""`. */
export const SHAPE_RULES: ReadonlyMap<string, ReadonlyMap<string, ShapeRule>> = new Map(
  Object.entries({
    "": STANDARD,
    "ai.onnx.ml": CLASSICAL,
    "ai.onnx.preview": PREVIEW_ATTENTION,
    "ai.onnx.preview.training": OPTIMIZERS,
    "com.microsoft": CONTRIBUTED,
    "com.microsoft.nchwc": BLOCKED_WINDOWS,
    "com.ms.internal.nhwc": { ...STANDARD, ...INTERNAL_NHWC_WINDOWS },
  }).map(([domain, table]) => [domain, new Map(Object.entries(table))]),
);

const BODY_RULES: ReadonlyMap<string, BodyRule> = new Map(Object.entries(CONTROL_FLOW));

/** The rule of a node's operator; `undefined`: nobody wrote one. */
export function shapeRuleOf(
  { domain, op }: Pick<FileNode, "domain" | "op">,
): ShapeRule | undefined {
  return SHAPE_RULES.get(domain)?.get(op);
}

/** The rule of a node that holds graphs. */
export function bodyRuleOf({ domain, op }: Pick<FileNode, "domain" | "op">): BodyRule | undefined {
  return domain === "" ? BODY_RULES.get(op) : undefined;
}
