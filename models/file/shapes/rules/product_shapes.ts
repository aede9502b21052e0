// Matrix products in all spellings, and Einsum.

import type { DataType } from "../../../graph/graph.ts";
import {
  asInt32,
  attributeOf,
  type Call,
  dtypeOf,
  firstDtype,
  intOf,
  isSet,
  likeFirst,
  rankedShape,
  refuse,
  resized,
  type RuleTable,
  sameSize,
  shapeOf,
  type ShapeRule,
} from "../engine/call.ts";
import { broadcastSizes } from "../engine/elements.ts";
import {
  type Inferred,
  isKnown,
  type Size,
  type Sizes,
  sizesText,
  tensor,
} from "../engine/inferred.ts";

/** `[..., m, k] x [..., k, n] -> [..., m, n]`; a vector has no rows on the left, no columns on the right. */
function productSizes(call: Call, a: Sizes | null, b: Sizes | null): Sizes | null {
  if (a === null || b === null) return null;
  if (a.length === 0 || b.length === 0) {
    throw refuse(call, `its inputs must have axes: got ${sizesText(a)} and ${sizesText(b)}`);
  }
  const left = a.length === 1 ? [1, ...a] : a;
  const right = b.length === 1 ? [...b, 1] : b;
  const [inner, rows] = [left.at(-1), right.at(-2)];
  if (isKnown(inner) && isKnown(rows) && inner !== rows) {
    throw refuse(
      call,
      `columns of its first input must equal rows of its second: got ${sizesText(a)} and ${
        sizesText(b)
      }`,
    );
  }
  const batch = broadcastSizes(call, [left.slice(0, -2), right.slice(0, -2)]);
  const matrix: Sizes = [
    ...(a.length === 1 ? [] : left.slice(-2, -1)),
    ...(b.length === 1 ? [] : right.slice(-1)),
  ];
  return batch === null ? null : [...batch, ...matrix];
}

/** Where a product has its factors, and the type of what comes out. */
interface ProductPlaces {
  readonly b?: number;
  readonly dtype?: (call: Call) => DataType | null;
}

function matMul({ b = 1, dtype = firstDtype }: ProductPlaces = {}): ShapeRule {
  return (call) => {
    const shape = productSizes(call, shapeOf(call, 0), shapeOf(call, b));
    return [tensor(dtype(call), shape)];
  };
}

/** `op(A) x op(B) + C`, both of two axes. */
function gemm({ b = 1, dtype = firstDtype }: ProductPlaces = {}): ShapeRule {
  return (call) => {
    const two = { atLeast: 2, atMost: 2 };
    const [left, right] = [rankedShape(call, 0, two), rankedShape(call, b, two)];
    const [rows = null, inner = null] = turned(left, isSet(call, "transA"));
    const [innerToo = null, columns = null] = turned(right, isSet(call, "transB"));
    sameSize(call, "sizes that it sums over", inner, innerToo);
    return [tensor(dtype(call), [rows, columns])];
  };
}

function turned(shape: Sizes | null, isTurned: boolean): Sizes {
  return isTurned ? shape?.toReversed() ?? [] : shape ?? [];
}

/** MatMul whose factors may be transposed, or have their batch axis in the last place but one. */
function fusedMatMul(call: Call): readonly Inferred[] {
  const a = laidOut(shapeOf(call, 0), isSet(call, "transA"), isSet(call, "transBatchA"));
  const b = laidOut(shapeOf(call, 1), isSet(call, "transB"), isSet(call, "transBatchB"));
  return resized(call, productSizes(call, a, b));
}

function laidOut(shape: Sizes | null, isTurned: boolean, isBatchTurned: boolean): Sizes | null {
  if (shape === null || shape.length < 2) return shape;
  const rank = shape.length;
  const straight = isBatchTurned
    ? [...shape.slice(1, rank - 1), shape[0] ?? null, shape[rank - 1] ?? null]
    : shape;
  if (!isTurned) return straight;
  return [...straight.slice(0, -2), straight.at(-1) ?? null, straight.at(-2) ?? null];
}

/** A weight of packed numbers: its sizes are attributes. */
function packedProduct(call: Call): readonly Inferred[] {
  const shape = shapeOf(call, 0);
  const [inner, columns] = [intOf(call, "K") ?? null, intOf(call, "N") ?? null];
  if (shape !== null) {
    sameSize(call, "columns of its first input and K", shape.at(-1) ?? null, inner);
  }
  return resized(call, shape && [...shape.slice(0, -1), columns]);
}

/** Indices of an Einsum's operand; axes under an ellipsis are `...1` for the last, `...2` before it. */
function einsum(call: Call): readonly Inferred[] {
  const [left = "", right] = (attributeOf(call, "equation", "string") ?? "").replaceAll(/\s/g, "")
    .split("->");
  const terms = left.split(",");
  const sizes = new Map<string, Size>();
  let hiddenCount: number | null = 0;
  for (const [place, term] of terms.entries()) {
    const shape = shapeOf(call, place);
    const hidden = shape === null ? null : shape.length - term.replace("...", "").length;
    if (term.includes("...")) {
      hiddenCount = hidden === null || hiddenCount === null ? null : Math.max(hiddenCount, hidden);
    } else if (hidden !== null && hidden !== 0) {
      throw refuse(call, `"${term}" must name each axis: got ${sizesText(shape)}`);
    }
    for (const [axis, index] of indicesOf(term, hidden ?? 0).entries()) {
      const [size, old] = [shape?.[axis] ?? null, sizes.get(index) ?? null];
      const isStretched = old === 1 || size === 1;
      sizes.set(
        index,
        isStretched
          ? (size === 1 ? old ?? (sizes.has(index) ? null : 1) : size)
          : sameSize(call, `sizes of "${index}"`, old, size),
      );
    }
  }
  const letters = left.replaceAll(/[^A-Za-z]/g, "");
  const once = [...new Set(letters)].filter((l) => letters.indexOf(l) === letters.lastIndexOf(l));
  const output = right ?? `${left.includes("...") ? "..." : ""}${once.sort().join("")}`;
  const isOpen = hiddenCount === null && output.includes("...");
  const shape = isOpen
    ? null
    : indicesOf(output, hiddenCount ?? 0).map((index) => sizes.get(index) ?? null);
  return resized(call, shape);
}

function indicesOf(term: string, hiddenCount: number): readonly string[] {
  return (term.match(/\.\.\.|[A-Za-z]/g) ?? []).flatMap((index) =>
    index === "..." ? Array.from({ length: hiddenCount }, (_, i) => `...${hiddenCount - i}`) : index
  );
}

const asFloat32 = (): DataType => "float32";

/** ONNX's own. */
export const PRODUCTS: RuleTable = {
  MatMul: matMul(),
  Gemm: gemm(),
  Einsum: einsum,
  MatMulInteger: matMul({ dtype: asInt32 }),
  QLinearMatMul: matMul({ b: 3, dtype: (call) => dtypeOf(call, 7) }),
  /** The determinant of each matrix. */
  Det: (call) => resized(call, shapeOf(call, 0)?.slice(0, -2) ?? null),
};

/** ONNX Runtime's own. */
export const CONTRIBUTED_PRODUCTS: RuleTable = {
  FusedMatMul: fusedMatMul,
  TransposeMatMul: fusedMatMul,
  FusedMatMulActivation: fusedMatMul,
  FusedGemm: gemm(),
  GemmFastGelu: matMul(),
  SparseToDenseMatMul: matMul(),
  GemmFloat8: gemm(),
  QGemm: gemm({ b: 3, dtype: (call) => dtypeOf(call, 8) ?? "float32" }),
  QLinearMatMul: matMul({ b: 3, dtype: (call) => dtypeOf(call, 7) }),
  MatMulInteger16: matMul({ dtype: asInt32 }),
  DynamicQuantizeMatMul: matMul(),
  MatMulIntegerToFloat: matMul({ dtype: asFloat32 }),
  MatMulNBits: packedProduct,
  MatMulBnb4: packedProduct,
  MatMulNBitsQLoRA: packedProduct,
  /** The sum that was normalized comes out as well. */
  MatMulNBitsMlp: (call) => [...packedProduct(call), ...likeFirst(call)],
  MatMulNBitsQkv: (call) => {
    const shape = shapeOf(call, 0);
    const projected = (columns: number | undefined) =>
      tensor(dtypeOf(call, 0), shape && [...shape.slice(0, -1), columns ?? null]);
    const [queries, keys] = [projected(intOf(call, "Nq")), projected(intOf(call, "Nkv"))];
    return [queries, keys, keys, ...likeFirst(call)];
  },
  QOrderedMatMul: matMul({ b: 2 }),
  /** Distances of the rows of two matrices. */
  CDist: (call) => resized(call, [shapeOf(call, 0)?.[0] ?? null, shapeOf(call, 1)?.[0] ?? null]),
};
