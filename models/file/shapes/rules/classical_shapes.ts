// Classical machine learning (ai.onnx.ml): trees, support vectors, linear models, encoders.
// N rows.

import {
  attributeOf,
  type Call,
  dtypeOf,
  intOf,
  intsOf,
  likeFirst,
  resized,
  type RuleTable,
  shapeOf,
  type ShapeRule,
  typed,
} from "../engine/call.ts";
import { type Inferred, sequenceOf, type Size, tensor, UNKNOWN } from "../engine/inferred.ts";

/** One row is one input, whether it has an axis for it or not. */
function rowsOf(call: Call): Size {
  const shape = shapeOf(call, 0);
  return shape?.length === 1 ? 1 : shape?.[0] ?? null;
}

/** A number for each target. */
function regressor(targetsOf: (call: Call) => Size): ShapeRule {
  return (call) => [tensor("float32", [rowsOf(call), targetsOf(call)])];
}

function labelsOf(call: Call) {
  const texts = attributeOf(call, "classlabels_strings", "strings");
  const numbers = intsOf(call, "classlabels_int64s") ?? intsOf(call, "classlabels_ints");
  const isText = texts !== undefined && texts.length > 0;
  return { isText, count: isText ? texts.length : numbers?.length ?? null };
}

/** The label of each row, and a score for each class. */
function classifier(call: Call): readonly Inferred[] {
  const { isText, count } = labelsOf(call);
  const rows = rowsOf(call);
  return [
    tensor(isText ? "string" : "int64", [rows]),
    tensor("float32", [rows, count]),
  ];
}

/** Picks columns. */
function features(call: Call): readonly Inferred[] {
  const shape = shapeOf(call, 0);
  const picks = shapeOf(call, 1);
  const count = picks?.reduce<Size>((n, s) => n === null || s === null ? null : n * s, 1) ?? null;
  const rows = shape === null ? null : shape.length === 1 ? [1] : shape.slice(0, -1);
  return resized(call, rows && [...rows, count]);
}

/** One after the other. */
function vectorized(call: Call): readonly Inferred[] {
  const widths = intsOf(call, "inputdimensions");
  return [
    tensor("float32", [rowsOf(call), widths?.reduce((sum, width) => sum + width, 0) ?? null]),
  ];
}

function oneHot(call: Call): readonly Inferred[] {
  const shape = shapeOf(call, 0);
  const count = intsOf(call, "cats_int64s")?.length ??
    attributeOf(call, "cats_strings", "strings")?.length ??
    null;
  return [tensor("float32", shape && [...shape, count])];
}

/** The type of the values that stand for the keys. */
function encoded(call: Call): readonly Inferred[] {
  const dtype = attributeOf(call, "values_tensor", "tensor")?.dtype ??
    (attributeOf(call, "values_strings", "strings") ??
        attributeOf(call, "classes_strings", "strings")
      ? dtypeOf(call, 0) === "string" ? "int64" : "string"
      : attributeOf(call, "values_floats", "floats")
      ? "float32"
      : "int64");
  return [tensor(dtype, shapeOf(call, 0))];
}

/** All of ai.onnx.ml. */
export const CLASSICAL: RuleTable = {
  Binarizer: likeFirst,
  Imputer: likeFirst,
  Normalizer: typed("float32"),
  Scaler: typed("float32"),
  ArrayFeatureExtractor: features,
  FeatureVectorizer: vectorized,
  OneHotEncoder: oneHot,
  LabelEncoder: encoded,
  CategoryMapper: encoded,
  LinearRegressor: regressor((call) => intOf(call, "targets") ?? 1),
  SVMRegressor: regressor(() => 1),
  TreeEnsembleRegressor: regressor((call) => intOf(call, "n_targets") ?? null),
  TreeEnsemble: (call) => resized(call, [rowsOf(call), intOf(call, "n_targets") ?? null]),
  LinearClassifier: classifier,
  SVMClassifier: classifier,
  TreeEnsembleClassifier: classifier,
  /** A map from class to score for each row. */
  ZipMap: () => [sequenceOf(null, UNKNOWN)],
};
