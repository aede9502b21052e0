// Model files as chance or an enemy leaves them: a few changes to the bytes or to the messages of sound
// ones, the same for the same seed. What counting makes of one: figures, or a message of ours in one
// line.

import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema, TensorProto_DataLocation as Location } from "onnx-buf";
import { countGraphExactly } from "../../../bench/count/count.ts";
import { seededRandom } from "../../../bench/samples/random.ts";
import { FileError } from "../../../models/file/file_error.ts";
import { graphOfFile } from "../../../models/file/import/graph_of_file.ts";
import { readModel } from "../../../models/file/reading/read_model.ts";
import { bytesInMemory } from "../../../models/file/wire/byte_source.ts";
import { changedBytes, type Draw, MOST_CHANGES } from "../../support/byte_mutants.ts";
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

/** Numbers that are special somewhere: as a size, an axis, a type, a version. */
const HOSTILE_NUMBERS = [
  0n,
  1n,
  2n,
  3n,
  7n,
  26n,
  255n,
  -1n,
  -2n,
  1024n,
  65536n,
  2n ** 31n - 1n,
  -(2n ** 31n),
  2n ** 31n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 62n,
  -(2n ** 63n),
  2n ** 63n - 1n,
];
const HOSTILE_NAMES = ["", "x", "constructor", "__proto__", "\n", "Conv", "Loop", "my", "N", "1"];

/** A field of a message, or an entry of a list. */
interface Place {
  readonly holder: Record<string | number, unknown>;
  readonly key: string | number;
}

/** Every field of a message and of those in it. */
function placesIn(message: unknown): readonly Place[] {
  if (typeof message !== "object" || message === null || message instanceof Uint8Array) return [];
  const holder = message as Record<string | number, unknown>;
  return Object.keys(holder).filter((key) => !key.startsWith("$") && key !== "case")
    .flatMap((key) => [{ holder, key }, ...placesIn(holder[key])]);
}

/** What could stand in the place of a value. */
function otherValue(value: unknown, names: readonly string[], draw: Draw): unknown {
  if (typeof value === "bigint") return HOSTILE_NUMBERS[draw(HOSTILE_NUMBERS.length)];
  if (typeof value === "number") return draw(30);
  if (typeof value === "string") {
    const pool = draw(3) === 0 ? HOSTILE_NAMES : names;
    return pool[draw(pool.length)] ?? "";
  }
  if (value instanceof Uint8Array) return value.slice(draw(value.length + 1));
  if (!Array.isArray(value) || value.length === 0) return value;
  const [from, to] = [draw(value.length), draw(value.length)];
  const changes = [
    () => value.toSpliced(from, 1),
    () => value.toSpliced(to, 0, value[from]),
    () => value.with(to, value[from]),
    () => value.toReversed(),
  ];
  return changes[draw(changes.length)]?.() ?? value;
}

/** The file with some fields of its messages changed; not all changes can be written. */
function changedMessages(base: Uint8Array, draw: Draw): Uint8Array {
  const model = fromBinary(ModelProtoSchema, base);
  for (let left = 1 + draw(MOST_CHANGES); left > 0; left--) {
    const places = placesIn(model);
    const names = places.map(({ holder, key }) => holder[key]).filter((value) =>
      typeof value === "string"
    );
    const place = places[draw(places.length)];
    if (place === undefined) break;
    place.holder[place.key] = otherValue(place.holder[place.key], names, draw);
  }
  try {
    return toBinary(ModelProtoSchema, model);
  } catch {
    return base;
  }
}

/** The mutant of a seed. */
export function fileMutant(bases: readonly Uint8Array[], seed: number): Uint8Array {
  const random = seededRandom(seed, "mutants of files");
  const draw: Draw = (count) => Math.floor(random() * count);
  const base = bases[draw(bases.length)] ?? new Uint8Array();
  const other = bases[draw(bases.length)] ?? new Uint8Array();
  if (draw(2) === 0) return changedMessages(base, draw);
  return changedBytes(base, other, draw);
}

/** Sizes of what the bases leave open. */
const DIMS = new Map([["x:2", 32]]);

/**
 * How counting ends with a mutant: `counted`, or the message without what is special to the file.
 *
 * @throws If it ends otherwise.
 */
export function examineMutant(bases: readonly Uint8Array[], seed: number): string {
  try {
    const model = readModel(bytesInMemory(fileMutant(bases, seed)));
    const isOpen = model.graph.inputs.some(({ name, shape }) =>
      name === "x" && shape?.[2] === null
    );
    countGraphExactly(graphOfFile(model, isOpen ? { dims: DIMS } : {}).graph);
    return "counted";
  } catch (error) {
    if (!isOurs(error)) throw error;
    if (error.message.length > 2000) {
      throw new Error("A message that nobody reads", { cause: error });
    }
    return error.message.replaceAll(/"[^"]*"|[\d.-]+|\n/g, "…").slice(0, 80);
  }
}

/** A message for people: the runtime's own errors of the same class have none. */
function isOurs(error: unknown): error is Error {
  return error instanceof FileError ||
    (error instanceof RangeError && /^Cannot /.test(error.message));
}
