/**
 * Reproducible costs of vision networks: parameters, multiply-adds and throughput of DS-Net
 * (arXiv 2105.14734) and its baselines, each figure beside the published one.
 *
 * A network is written once, as a graph; everything else is derived from it. What stands here is
 * promised; what does not may change.
 *
 * @example Count a network exactly
 * ```ts
 * import { countGraph, findModel } from "@dsnet-bench/dsnet-bench";
 *
 * const { params, macs } = countGraph(findModel("dsnet-t*").build());
 * console.log(params, macs); // 10534312 1832336768
 * ```
 *
 * @module
 */

// The catalog.
export {
  type BuildOptions,
  type CatalogEntry,
  findModel,
  matchModels,
  type ModelMatch,
  MODELS,
} from "./models/catalog.ts";
export { type SuiteName, SUITES } from "./models/suites.ts";

// Networks of one's own: the graph, the layers as PyTorch has them, the operators as ONNX has them.
export {
  buildGraph,
  buildManyOutputs,
  type ManyOutputsSpec,
  type NetworkSpec,
  type Outputs,
} from "./models/graph/builder.ts";
export { type ConstantData, type NodeSpec, type Scope } from "./models/graph/scope.ts";
export type {
  Attribute,
  DataType,
  Derivation,
  Dimension,
  FloatAttribute,
  FloatsAttribute,
  Graph,
  Node,
  OperatorDomain,
  Parameter,
  ParameterRole,
  Shape,
  Sides,
  Spelling,
  Stream,
  StringsAttribute,
  TensorAttribute,
  UnknownOutput,
  Value,
} from "./models/graph/graph.ts";
export { DATA_TYPES } from "./models/graph/data_type.ts";
export { type ImageSize, imageSizeText, parseImageSize } from "./models/graph/image_size.ts";
export { attend, type Heads, imageOf, splitHeads, tokensOf } from "./models/layers/attention.ts";
export {
  batchNorm,
  conv2d,
  type Conv2dOptions,
  depthwise3x3,
  layerNorm,
  linear,
  linearWithoutBias,
  mlp,
  sharedConv2d,
  upConv2d,
} from "./models/layers/layers.ts";
export {
  conv,
  type ConvOptions,
  convTranspose,
  type ConvTransposeOptions,
  maxPool,
  type Pad,
  type WindowOptions,
} from "./models/operators/convolution.ts";
export { add, gelu, mul, relu, scale, sigmoid, softmax } from "./models/operators/elementwise.ts";
export {
  concat,
  integers,
  mean,
  repeatForBatch,
  reshape,
  resizeBilinear,
  resizeNearest,
  rowsOf,
  select,
  split,
  transpose,
} from "./models/operators/layout.ts";
export {
  batchNormalization,
  type BatchStatistics,
  layerNormalization,
} from "./models/operators/normalization.ts";
export { gemm, matMul } from "./models/operators/product.ts";

// What a graph costs on paper, by our rules and by those of other counters.
export {
  type Count,
  countGraph,
  countGraphExactly,
  type CountOptions,
} from "./bench/count/count.ts";
export { type Coverage, coverageRemarks } from "./bench/count/coverage.ts";
export {
  type CountedNodes,
  type Grouping,
  GROUPINGS,
  groupMacs,
  groupMacsExactly,
} from "./bench/count/groupings.ts";
export type { AlternativeCost, IterationCost, NodeCount } from "./bench/count/tally.ts";
export type { PossibleDuplicate } from "./bench/count/duplicates.ts";
export {
  type Convention,
  type ConventionCount,
  CONVENTIONS,
  countByAllConventions,
  countByAllConventionsExactly,
  countByConvention,
  countByConventionExactly,
  type CountUnit,
  findConvention,
  type Rule,
  type Work,
} from "./bench/count/conventions/mod.ts";

// A model file as a graph: read by range, dimensions bound, shapes inferred.
export { FileError, type FileFault } from "./models/file/file_error.ts";
export type {
  FileAttribute,
  FileContainer,
  FileDimension,
  FileGraph,
  FileModel,
  FileNode,
  FileTensor,
  FileValue,
  TensorPlace,
} from "./models/file/file_model.ts";
export type { BoundSize, DimensionBindings, FileBatch } from "./models/file/import/bound_inputs.ts";
export {
  type GraphOfFile,
  graphOfFile,
  type GraphOfFileOptions,
} from "./models/file/import/graph_of_file.ts";
export type { OpenExternal } from "./models/file/reading/external_numbers.ts";
export { readModel, type ReadModelOptions } from "./models/file/reading/read_model.ts";
export { bytesInMemory, type ByteSource } from "./models/file/wire/byte_source.ts";

// A graph as an ONNX file, with seeded weights or others.
export { seededValues, type ValueSource } from "./models/graph/parameter_values.ts";
export { encodeSelfContained, graphHash } from "./models/graph/onnx.ts";
export { seededImages } from "./models/graph/weights.ts";

// What it costs on this machine, and the records of that.
export {
  type BenchedGraphs,
  benchGraphs,
  type BenchGraphsOptions,
} from "./bench/run/bench_graphs.ts";
export type { Arithmetic, Device, GraphVariant, Precision } from "./bench/job/protocol.ts";
export type { ByName } from "./bench/record/unbounded.ts";
export type {
  Fallback,
  Launches,
  Roofline,
  RowEnergy,
  SlicePower,
} from "./bench/record/row_types.ts";
export type {
  Environment,
  GpuState,
  GpuWhileTimed,
  MachineState,
} from "./bench/record/environment_types.ts";
export type {
  EvaluationRecord,
  PictureRecord,
  RecordedPreset,
} from "./bench/record/evaluation_types.ts";
export { RECORD_SCHEMA, recordLine } from "./bench/record/record.ts";
export { parseRecords, type ReadRecords } from "./bench/record/record_reader.ts";
export type {
  BenchRecord,
  CeilingRecord,
  Conditions,
  CountRecord,
  EndRecord,
  FailureRecord,
  RecordedEngine,
  RecordedNetwork,
  RecordedWeights,
  RecordOrigin,
  RoundRecord,
  RunRecord,
  RunSettings,
  TimingRecord,
} from "./bench/record/record_types.ts";
export type { MedianInterval } from "./bench/samples/statistics.ts";
export type { Unsteadiness } from "./bench/samples/steady.ts";

// Records against earlier ones.
export {
  type CompareOptions,
  type CompareReport,
  compareSides,
} from "./reports/compare/compare.ts";
export {
  type CompareRow,
  type RowConditions,
  type RowMetric,
  type RowVerdict,
  VERDICTS,
} from "./reports/compare/compare_row.ts";
export type { Timed } from "./reports/compare/conditions.ts";
export { compareCsv, compareJson } from "./reports/compare/formats/machine_text.ts";
export { compareMarkdown } from "./reports/compare/formats/compare_markdown.ts";
export {
  type Better,
  COUNT_METRICS,
  type CountMetric,
  RATE_METRICS,
  type RateMetric,
  type RateMetricSpec,
} from "./reports/compare/metric.ts";
export { type ComparedFacts, type Outcome, OUTCOMES } from "./reports/compare/outcome.ts";
export type { RatioEstimate } from "./reports/compare/ratio_interval.ts";
export {
  type Failed,
  type ModelSide,
  type Side,
  sideOf,
  type SideOptions,
} from "./reports/compare/side.ts";
export type { Warning } from "./reports/compare/warnings.ts";
export type { Excess } from "./reports/records/excess.ts";
