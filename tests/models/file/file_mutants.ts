// Model files as chance or an enemy leaves them: a few changes to the bytes of sound ones, the same for
// the same seed. What the reader makes of one: a model, or a message of ours in one line.

import { TensorProto_DataLocation as Location } from "onnx-buf";
import { seededRandom } from "../../../bench/run/random.ts";
import { FileError } from "../../../models/file/file_error.ts";
import { readModel } from "../../../models/file/reading/read_model.ts";
import { bytesInMemory } from "../../../models/file/wire/byte_source.ts";
import {
  attribute,
  int64s,
  node,
  onnxFile,
  subgraph,
  tensor,
  value,
  weight,
} from "../../support/onnx_file.ts";

const MOST_CHANGES = 4;

/** Sound files that together have every kind of message. */
export function mutantBases(): readonly Uint8Array[] {
  const branch = (op: string) =>
    subgraph({
      nodes: [node(op, ["h"], ["r"])],
      outputs: [value("r", ["N", 8])],
      initializers: [weight("inner", [2, 2])],
    });
  const network = onnxFile({
    nodes: [
      node("Conv", ["x", "w", ""], ["h"], { kernel_shape: [3, 3], auto_pad: "SAME_UPPER" }),
      node("Constant", [], ["s"], { value: { tensor: int64s("", [-1, 8]) } }),
      node("Reshape", ["h", "s"], ["f"]),
      node("If", ["c"], ["b"], {
        then_branch: { graph: branch("Relu") },
        else_branch: { graph: branch("Neg") },
      }),
      node("Gelu", ["f"], ["y"], { alpha: { float: 0.5 } }, { domain: "com.microsoft" }),
    ],
    inputs: [value("x", ["N", 3, null, 32]), value("c", [], "bool")],
    outputs: [value("y"), value("b")],
    initializers: [
      weight("w", [8, 3, 3, 3]),
      tensor("packed", [3], { dataType: 22, int32Data: [0x21, 3] }),
      tensor("beside", [100], {
        dataType: 1,
        dataLocation: Location.EXTERNAL,
        externalData: [{ key: "location", value: "w.bin" }, { key: "offset", value: "64" }],
      }),
    ],
    stated: [value("h", ["N", 8, 30, 30])],
    versions: { "": 21, "com.microsoft": 1 },
  });
  const call = { domain: "my" };
  const functions = onnxFile({
    nodes: [node("F", ["x"], ["a"], { axis: 1 }, call), node("G", ["a"], ["y"], {}, call)],
    inputs: [value("x", [2, 4])],
    outputs: [value("y")],
    functions: [
      {
        name: "F",
        domain: "my",
        input: ["i"],
        output: ["o"],
        attributeProto: [attribute("axis", -1)],
        node: [
          node("Softmax", ["i"], ["t"], { axis: { reference: "axis", type: 2 } }),
          node("G", ["t"], ["o"], {}, call),
        ],
        opsetImport: [{ domain: "", version: 18n }],
      },
      { name: "G", domain: "my", input: ["i"], output: ["o"], node: [node("Neg", ["i"], ["o"])] },
    ],
    versions: { "": 21, "my": 1 },
  });
  return [network, functions];
}

type Draw = (count: number) => number;

const HOSTILE_BYTES = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x0a, 0x0b, 0x12, 0x3a, 0xfe];

/** Changes of bytes; lengths and tags are bytes too. */
const CHANGES:
  readonly ((bytes: readonly number[], draw: Draw, other: Uint8Array) => readonly number[])[] = [
    (bytes, draw) => {
      const index = draw(bytes.length);
      return bytes.with(index, (bytes[index] ?? 0) ^ (1 << draw(8)));
    },
    (bytes, draw) => bytes.with(draw(bytes.length), HOSTILE_BYTES[draw(HOSTILE_BYTES.length)] ?? 0),
    (bytes, draw) => bytes.with(draw(bytes.length), draw(256)),
    (bytes, draw) => bytes.toSpliced(draw(bytes.length), 1 + draw(4)),
    (bytes, draw) => bytes.toSpliced(draw(bytes.length), 0, ...Array(1 + draw(10)).fill(0xff)),
    (bytes, draw) => bytes.slice(0, draw(bytes.length)),
    (bytes, draw) => {
      const start = draw(bytes.length);
      return bytes.toSpliced(draw(bytes.length), 0, ...bytes.slice(start, start + draw(200)));
    },
    (bytes, draw, other) => {
      const start = draw(other.length);
      return bytes.toSpliced(
        draw(bytes.length),
        draw(50),
        ...other.slice(start, start + draw(200)),
      );
    },
  ];

/** The mutant of a seed. */
export function fileMutant(bases: readonly Uint8Array[], seed: number): Uint8Array {
  const random = seededRandom(seed, "mutants of files");
  const draw: Draw = (count) => Math.floor(random() * count);
  const base = bases[draw(bases.length)] ?? new Uint8Array();
  const other = bases[draw(bases.length)] ?? new Uint8Array();
  let bytes: readonly number[] = [...base];
  for (let left = 1 + draw(MOST_CHANGES); left > 0 && bytes.length > 0; left--) {
    bytes = CHANGES[draw(CHANGES.length)]?.(bytes, draw, other) ?? bytes;
  }
  return Uint8Array.from(bytes);
}

/**
 * How the reader ends with a mutant: `model`, or the message without what is special to the file.
 *
 * @throws If it ends otherwise.
 */
export function examineMutant(bases: readonly Uint8Array[], seed: number): string {
  try {
    readModel(bytesInMemory(fileMutant(bases, seed)));
    return "model";
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (/[\n\r]/.test(error.message)) throw new Error(`More than a line: ${error.message}`);
    return error.message.replaceAll(/"[^"]*"|\d+/g, "…");
  }
}
