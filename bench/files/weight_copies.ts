// Learned matrices of a file that hold the same numbers: as they are, or one transposed. Exporters
// write tied weights twice. Only what is alike in shape and in a sample is read whole, by range.

import { DATA_TYPES } from "../../models/graph/data_type.ts";
import { elementCount, type Parameter } from "../../models/graph/graph.ts";
import type { FileModel, TensorPlace } from "../../models/file/file_model.ts";
import type { ByteSource } from "../../models/file/wire/byte_source.ts";
import { areEqual, areTransposed, type StoredMatrix } from "./compare_tensors.ts";

/** Two tensors that are one, or that may be, as to tell would take too long. */
export interface WeightCopy {
  readonly first: Parameter;
  readonly second: Parameter;
  readonly kind: "identical" | "transposed" | "alike in a sample";
}

/** What the bytes of a file tell. */
export interface WeightCopies {
  readonly copies: readonly WeightCopy[];
  /** Names of parameters that were looked at: of two of them that are no copies, it is known. */
  readonly seen: ReadonlySet<string>;
}

/** Elements of which a sample is made. */
const SAMPLE_LENGTH = 16;
/** Smaller ones are alike by chance: biases of zeros, scales of ones. */
const LEAST_ELEMENTS = 1024;
/** So many are looked at. */
const MOST_TENSORS = 4096;
/** So much is read to compare whole tensors: half a second. */
const MOST_READ_BYTES = 2 ** 29;

/** Element types of whole bytes, which can be transposed. */
const ELEMENT_BITS: readonly (number | null)[] = [8, 16, 32, 64];

/**
 * Copies among the learned parameters whose bytes lie in the model file itself; no other file is
 * opened.
 *
 * @param mostBytes That are read beside the samples.
 */
export function weightCopies(
  { graph }: FileModel,
  learned: readonly Parameter[],
  { source, mostBytes = MOST_READ_BYTES }: {
    readonly source: ByteSource;
    readonly mostBytes?: number;
  },
): WeightCopies {
  const places = new Map(graph.initializers.map(({ name, place }) => [name, place]));
  const stored = learned.flatMap((parameter) => storedMatrix(parameter, places.get(parameter.name)))
    .slice(0, MOST_TENSORS);
  const bySizes = Map.groupBy(stored, ({ parameter }) => sizesKey(parameter));
  const several = [...bySizes.values()].filter(({ length }) => length > 1).flat();
  // Of one number in all places nothing is told: what was never trained, or pruned away.
  const sampled = several.flatMap((matrix) => {
    const key = sampleKey(source, matrix);
    return key === undefined ? [] : [{ matrix, key }];
  });
  const seen = new Set(sampled.map(({ matrix }) => matrix.parameter.name));
  const bySample = Map.groupBy(sampled, ({ key }) => key);
  let bytesLeft = mostBytes;
  const copies: WeightCopy[] = [];
  for (const alike of bySample.values()) {
    /** Each unlike the others. */
    const originals: StoredParameter[] = [];
    for (const { matrix: second } of alike) {
      const copy = originals.map((first): WeightCopy | undefined => {
        bytesLeft -= 2 * first.byteLength;
        const kind = bytesLeft < 0 ? "alike in a sample" : kindOf(source, first, second);
        return kind && { first: first.parameter, second: second.parameter, kind };
      }).find((found) => found !== undefined);
      if (copy === undefined) originals.push(second);
      else copies.push(copy);
    }
  }
  return { copies, seen };
}

interface StoredParameter extends StoredMatrix {
  readonly parameter: Parameter;
  readonly byteLength: number;
}

function storedMatrix(
  parameter: Parameter,
  place: TensorPlace | undefined,
): readonly StoredParameter[] {
  const { shape, dtype } = parameter;
  const { bits } = DATA_TYPES[dtype];
  const count = elementCount(shape);
  if (place?.kind !== "file" || place.isMessage === true || shape.length < 2) return [];
  if (count < LEAST_ELEMENTS || bits === null || !ELEMENT_BITS.includes(bits)) return [];
  const elementBytes = bits / 8;
  const { offset, byteLength } = place;
  // Of more axes than two, the others are taken together: they can be equal, not transposed.
  const [rows = 1, ...others] = shape;
  return [{ parameter, offset, byteLength, elementBytes, rows, columns: elementCount(others) }];
}

/** Equal for what may be equal, matrices and their transposes too. */
function sizesKey({ dtype, shape }: Parameter): string {
  const sizes = shape.length === 2 ? shape.toSorted((a, b) => a - b) : shape;
  return `${dtype} ${sizes.join()}`;
}

/** Equal for equal tensors and for transposes; `undefined` where all of the sample is one number. */
function sampleKey(source: ByteSource, matrix: StoredParameter): string | undefined {
  const { rows, columns, parameter: { shape } } = matrix;
  const upright = sample(source, matrix, rows, columns, (row, column) => row * columns + column);
  if (new Set(upright).size === 1) return undefined;
  if (shape.length > 2) return [sizesKey(matrix.parameter), ...upright].join();
  const lying = sample(source, matrix, columns, rows, (row, column) => column * columns + row);
  const [key] = [
    ...rows <= columns ? [upright.join()] : [],
    ...rows >= columns ? [lying.join()] : [],
  ].toSorted();
  return `${sizesKey(matrix.parameter)} ${key}`;
}

/** Steps of sequences that fill an interval evenly, with two dimensions (Roberts' R2). */
const [ROW_STEP, COLUMN_STEP] = [0.7548776662466927, 0.5698402909980532];

function sample(
  source: ByteSource,
  { offset, elementBytes }: StoredMatrix,
  rows: number,
  columns: number,
  indexOf: (row: number, column: number) => number,
): readonly string[] {
  return Array.from({ length: SAMPLE_LENGTH }, (_, place) => {
    const row = Math.floor((place * ROW_STEP) % 1 * rows);
    const column = Math.floor((place * COLUMN_STEP) % 1 * columns);
    return source.read(offset + elementBytes * indexOf(row, column), elementBytes).toHex();
  });
}

function kindOf(
  source: ByteSource,
  first: StoredParameter,
  second: StoredParameter,
): WeightCopy["kind"] | undefined {
  const isAlike = first.parameter.shape.join() === second.parameter.shape.join();
  if (isAlike && areEqual(source, first, second)) return "identical";
  const isMatrix = first.parameter.shape.length === 2;
  const isTurned = first.rows === second.columns && first.columns === second.rows;
  return isMatrix && isTurned && areTransposed(source, first, second) ? "transposed" : undefined;
}
