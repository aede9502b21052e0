/**
 * Reproducible costs of vision networks: parameters, multiply-adds and throughput of DS-Net
 * (arXiv 2105.14734) and its baselines, each figure beside the published one.
 *
 * A network is written once, as a graph; everything else is derived from it.
 *
 * @example Count a network exactly
 * ```ts
 * import { countGraph, findModel } from "./mod.ts";
 *
 * const { params, macs } = countGraph(findModel("dsnet-t*").build());
 * console.log(params, macs); // 10534312 1832336768
 * ```
 *
 * @module
 */

export * from "./bench/count/conventions/mod.ts";
export * from "./bench/count/count.ts";
export {
  type BenchedGraphs,
  benchGraphs,
  type BenchGraphsOptions,
} from "./bench/run/bench_graphs.ts";
export type { ByName } from "./bench/record/by_name.ts";
export type * from "./bench/record/environment_types.ts";
export type { Arithmetic, Device, GraphVariant } from "./bench/job/protocol.ts";
export { RECORD_SCHEMA, recordLine } from "./bench/record/record.ts";
export { parseRecords, type ReadRecords } from "./bench/record/record_reader.ts";
export type * from "./bench/record/record_types.ts";
export * from "./bench/samples/statistics.ts";
export * from "./bench/samples/steady.ts";
export * from "./models/graph/builder.ts";
export * from "./models/catalog.ts";
export { DATA_TYPES } from "./models/graph/data_type.ts";
export * from "./models/graph/graph.ts";
export * from "./models/graph/image_size.ts";
export * from "./models/layers/layers.ts";
export * from "./models/graph/onnx.ts";
export * from "./models/operators/convolution.ts";
export * from "./models/operators/elementwise.ts";
export * from "./models/operators/layout.ts";
export * from "./models/operators/normalization.ts";
export * from "./models/operators/product.ts";
export * from "./models/pairs.ts";
export * from "./models/suites.ts";
export * from "./models/graph/weights.ts";
