// What an attribute holds: by its stated type, or, in files that state none, by what is there.

import type { FileTensor, FileValue } from "../file_model.ts";
import { damaged } from "../wire/wire_reader.ts";
import type { NumberList } from "./number_list.ts";
import type { RawAttributeValue, RawGraph } from "./raw_model.ts";

/** The fields of an AttributeProto, as far as they are there. */
export interface AttributeParts {
  /** AttributeProto.AttributeType; 0: not stated. */
  type: number;
  float?: number;
  int?: bigint;
  string?: string | LongText;
  tensor?: FileTensor;
  graph?: RawGraph;
  value?: FileValue;
  readonly floats: NumberList;
  readonly ints: NumberList;
  strings: string[];
  /** Set once there are too many strings to keep. */
  longStrings?: LongText;
  readonly tensors: FileTensor[];
  readonly graphs: RawGraph[];
}

/** Text that is too long to be kept. */
export interface LongText {
  readonly byteLength: number;
}

type Read = (parts: AttributeParts) => RawAttributeValue | undefined;

function long(of: string, { byteLength }: LongText): RawAttributeValue {
  return { kind: "long", of, byteLength };
}

/** By number of AttributeProto.AttributeType. Writers may leave out a number or text that is empty. */
const BY_TYPE: ReadonlyMap<number, Read> = new Map<number, Read>([
  [1, ({ float }) => ({ kind: "float", value: float ?? 0 })],
  [2, ({ int }) => ({ kind: "int", value: int ?? 0n })],
  [
    3,
    ({ string = "" }) =>
      typeof string === "string" ? { kind: "string", value: string } : long("string", string),
  ],
  [4, ({ tensor }) => tensor && { kind: "tensor", value: tensor }],
  [5, ({ graph }) => graph && { kind: "graph", value: graph }],
  [
    6,
    ({ floats }) =>
      floats.isLong
        ? long("floats", floats)
        : { kind: "floats", value: floats.numbers as readonly number[] },
  ],
  [
    7,
    ({ ints }) =>
      ints.isLong ? long("ints", ints) : { kind: "ints", value: ints.numbers as readonly bigint[] },
  ],
  [
    8,
    ({ strings, longStrings }) =>
      longStrings ? long("strings", longStrings) : { kind: "strings", value: strings },
  ],
  [9, ({ tensors }) => ({ kind: "tensors", value: tensors })],
  [10, ({ graphs }) => ({ kind: "graphs", value: graphs })],
  [11, ({ tensor }) => tensor && { kind: "tensor", value: tensor }],
  [12, ({ tensors }) => ({ kind: "tensors", value: tensors })],
  [13, ({ value }) => value && { kind: "type", value }],
  [14, () => ({ kind: "long", of: "types", byteLength: 0 })],
]);

/** Type of an attribute that does not state it. */
function typeByContent(parts: AttributeParts): number {
  if (parts.float !== undefined) return 1;
  if (parts.int !== undefined) return 2;
  if (parts.string !== undefined) return 3;
  if (parts.tensor !== undefined) return 4;
  if (parts.graph !== undefined) return 5;
  if (parts.floats.byteLength > 0) return 6;
  if (parts.ints.byteLength > 0) return 7;
  if (parts.strings.length > 0 || parts.longStrings !== undefined) return 8;
  if (parts.tensors.length > 0) return 9;
  if (parts.graphs.length > 0) return 10;
  return parts.value === undefined ? 0 : 13;
}

/**
 * The value of an attribute.
 *
 * @throws {FileError} If there is none, or its type is unknown.
 */
export function attributeValue(
  name: string,
  parts: AttributeParts,
  offset: number,
): RawAttributeValue {
  const type = parts.type === 0 ? typeByContent(parts) : parts.type;
  const value = BY_TYPE.get(type)?.(parts);
  if (value !== undefined) return value;
  throw damaged(`attribute "${name}" has no value of its type ${type}`, offset);
}
