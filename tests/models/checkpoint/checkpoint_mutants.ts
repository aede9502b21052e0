// Checkpoints of every format as chance or an enemy leaves them, the same for the same seed. What reading
// makes of one: tensors, or a message of ours in one line.

import { seededRandom } from "../../../bench/samples/random.ts";
import { readCheckpoint } from "../../../models/checkpoint/formats/read_checkpoint.ts";
import { zipDirectory } from "../../../models/checkpoint/formats/zip_directory.ts";
import { FileError } from "../../../models/file/file_error.ts";
import { bytesInMemory } from "../../../models/file/wire/byte_source.ts";
import { changedBytes } from "../../support/byte_mutants.ts";
import { CHECKPOINT_CASES } from "../../support/checkpoint_cases.ts";
import { node, onnxFile, value, weight } from "../../support/onnx_file.ts";
import { zipFile } from "../../support/zip_file.ts";

/** The one part that the index names. */
const PART = "safetensors";

/** Sound files: the recorded ones, an index and an ONNX model. */
export function checkpointBases(): readonly Uint8Array[] {
  const { cases, models } = CHECKPOINT_CASES;
  const part = cases.find(({ name }) => name === PART);
  const names = part?.tensors.map(({ name }) => [name, PART]) ?? [];
  const index = JSON.stringify({ weight_map: Object.fromEntries(names) });
  const onnx = onnxFile({
    nodes: [node("Conv", ["x", "w"], ["y"])],
    inputs: [value("x", [1, 3, 8, 8])],
    outputs: [value("y")],
    initializers: [weight("w", [8, 3, 3, 3])],
  });
  return [...models, new TextEncoder().encode(index), onnx];
}

/** The same archive with another pickle: what is changed within one is found by no other check. */
function withPickle(archive: Uint8Array, change: (pickle: Uint8Array) => Uint8Array): Uint8Array {
  const { names, entry } = zipDirectory(bytesInMemory(archive));
  // TorchScript's code, which nobody reads, is compressed.
  const read = names.filter((name) => !name.includes("/code/"));
  return zipFile(read.map((name) => {
    const { start = 0, byteLength = 0 } = entry(name) ?? {};
    const data = archive.subarray(start, start + byteLength);
    return { name, data: name.endsWith("/data.pkl") ? change(data) : data };
  }));
}

function isArchive(file: Uint8Array): boolean {
  return file[0] === 0x50 && file[1] === 0x4b;
}

/** The mutant of a seed. */
function checkpointMutant(bases: readonly Uint8Array[], seed: number): Uint8Array {
  const random = seededRandom(seed, "mutants of checkpoints");
  const draw = (count: number) => Math.floor(random() * count);
  const pick = () => bases[draw(bases.length)] ?? new Uint8Array();
  const [base, other] = [pick(), pick()];
  const change = (bytes: Uint8Array) => changedBytes(bytes, other, draw);
  return isArchive(base) && draw(4) > 0 ? withPickle(base, change) : change(base);
}

/** Larger ones are not read. */
const MOST_ELEMENTS = 1e6;

/**
 * How reading ends with a mutant: `read`, or the message without what is special to the file.
 *
 * @throws If it ends otherwise.
 */
export function examineCheckpointMutant(bases: readonly Uint8Array[], seed: number): string {
  const file = checkpointMutant(bases, seed);
  try {
    const part = CHECKPOINT_CASES.models[
      CHECKPOINT_CASES.cases.findIndex(({ name }) => name === PART)
    ];
    const { tensors } = readCheckpoint(bytesInMemory(file), {
      openBeside: (location) => location === PART && part ? bytesInMemory(part) : undefined,
    });
    for (const { shape, read } of tensors) {
      const count = shape.reduce((product, size) => product * size, 1);
      if (count <= MOST_ELEMENTS) read(new Float32Array(count));
    }
    return "read";
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.message.length > 2000 || error.message.includes("\n")) {
      throw new Error("A message that nobody reads", { cause: error });
    }
    return error.message.replaceAll(/"[^"]*"|[\d.-]+/g, "…").slice(0, 80);
  }
}
