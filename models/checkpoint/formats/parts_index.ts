// A checkpoint in several files, with an index in JSON that says which tensor is in which
// (model.safetensors.index.json or pytorch_model.bin.index.json of Hugging Face).

import type { OpenExternal } from "../../file/reading/external_numbers.ts";
import type { ByteSource } from "../../file/wire/byte_source.ts";
import { type Checkpoint, type CheckpointTensor, tensorsAlone } from "../checkpoint.ts";
import { CheckpointError, damagedCheckpoint } from "../checkpoint_error.ts";

const MOST_INDEX_BYTES = 2 ** 24;
const MOST_FILES = 256;
/** Of all files together. */
const MOST_TENSORS = 400_000;

/** What reads the files that an index names. */
export interface PartReaders {
  readonly openBeside: OpenExternal;
  /** A checkpoint of one file. */
  readonly readPart: (source: ByteSource) => Checkpoint;
}

/**
 * Reads an index and what the files beside it hold.
 *
 * @throws {CheckpointError} If it is none, or a tensor is not in the file that it names.
 * @throws {FileError} If a file may not be opened, as it is a link or in another folder.
 */
export function readPartsIndex(source: ByteSource, readers: PartReaders): Checkpoint {
  const wanted = weightMap(source);
  const locations = [...new Set(wanted.values())];
  if (locations.length > MOST_FILES) {
    throw damagedCheckpoint(`it names ${locations.length} files, more than ${MOST_FILES}`);
  }
  const parts = partsOf(locations, readers);
  const tensors = [...wanted].map(([name, location]) => {
    const tensor = parts.get(location)?.tensors.get(name);
    if (tensor !== undefined) return tensor;
    throw damagedCheckpoint(`tensor "${name}" is not in "${location}", where its index has it`);
  });
  const all = [...parts.values()];
  const count = all.reduce((sum, part) => sum + part.tensors.size, 0);
  const format = `index of ${[...new Set(all.map((part) => part.format))].join(" and ")}`;
  return {
    ...tensorsAlone(format, tensors),
    skipped: all.flatMap(({ skipped }) => skipped),
    notices: count === tensors.length
      ? []
      : [`its files have ${count - tensors.length} tensors that its index does not name`],
  };
}

function weightMap(source: ByteSource): ReadonlyMap<string, string> {
  if (source.size > MOST_INDEX_BYTES) throw noIndex();
  let index: unknown;
  try {
    index = JSON.parse(new TextDecoder().decode(source.read(0, source.size)));
  } catch {
    throw noIndex();
  }
  const map = (index as { readonly weight_map?: unknown } | null)?.weight_map;
  if (typeof map !== "object" || map === null || Array.isArray(map)) throw noIndex();
  const entries = Object.entries(map);
  if (entries.every((entry): entry is [string, string] => typeof entry[1] === "string")) {
    return new Map(entries);
  }
  throw noIndex();
}

function noIndex(): CheckpointError {
  return new CheckpointError({
    reason: "it is text and no index of a checkpoint, whose weight_map has a file for each tensor",
    cure: "name the file with the weights, or its .safetensors.index.json or .bin.index.json",
  });
}

/** What a file of several holds. */
interface Part extends Pick<Checkpoint, "format" | "skipped"> {
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
}

function partsOf(
  locations: readonly string[],
  readers: PartReaders,
): ReadonlyMap<string, Part> {
  const parts = new Map<string, Part>();
  let count = 0;
  for (const location of locations) {
    const { tensors, ...told } = partOf(location, readers);
    count += tensors.length;
    if (count > MOST_TENSORS) throw damagedCheckpoint(`it has more than ${MOST_TENSORS} tensors`);
    parts.set(location, {
      ...told,
      tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])),
    });
  }
  return parts;
}

/** What a part holds; what is wrong with it says which one it is. */
function partOf(location: string, { openBeside, readPart }: PartReaders): Checkpoint {
  const { size } = opened(location, openBeside);
  // One part is open at a time: it is opened again when a tensor of it is read.
  const read: ByteSource["read"] = (offset, byteLength) =>
    opened(location, openBeside).read(offset, byteLength);
  try {
    return readPart({ size, read });
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    const { reason, ...fault } = error.fault;
    throw new CheckpointError({ ...fault, reason: `of its file "${location}", ${reason}` });
  }
}

function opened(location: string, openBeside: OpenExternal): ByteSource {
  const source = openBeside(location);
  if (source !== undefined) return source;
  throw new CheckpointError({
    reason: `"${location}" is not there`,
    cure: "copy all files that the index names into its folder",
  });
}
