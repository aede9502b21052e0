// Safetensors in several files, with an index in JSON that says which tensor is in which
// (model.safetensors.index.json of Hugging Face).

import type { OpenExternal } from "../../file/reading/external_numbers.ts";
import { foreignFile, HEAD_BYTES } from "../../file/reading/foreign_file.ts";
import type { ByteSource } from "../../file/wire/byte_source.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { CheckpointError, damagedCheckpoint } from "../checkpoint_error.ts";
import { entryTensor } from "./safetensors.ts";
import { safetensorsEntries, type SafetensorsEntry } from "./safetensors_header.ts";

const MOST_INDEX_BYTES = 2 ** 24;
const MOST_FILES = 256;
/** Of all files together. */
const MOST_TENSORS = 400_000;

/**
 * Reads an index and the headers of the files beside it.
 *
 * @throws {CheckpointError} If it is none, or a tensor is not in the file that it names.
 * @throws {FileError} If a file may not be opened, as it is a link or in another folder.
 */
export function readSafetensorsIndex(source: ByteSource, openBeside: OpenExternal): Checkpoint {
  const wanted = weightMap(source);
  const locations = [...new Set(wanted.values())];
  if (locations.length > MOST_FILES) {
    throw damagedCheckpoint(`it names ${locations.length} files, more than ${MOST_FILES}`);
  }
  const files = filesOf(locations, openBeside);
  const tensors = [...wanted].map(([name, location]) => {
    const entry = files.get(location)?.get(name);
    if (entry !== undefined) return entryTensor(entry, () => opened(location, openBeside));
    throw damagedCheckpoint(`tensor "${name}" is not in "${location}", where its index has it`);
  });
  const count = [...files.values()].reduce((sum, { size }) => sum + size, 0);
  return {
    format: "safetensors index",
    tensors,
    chosen: [],
    others: [],
    skipped: [],
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
    reason: "it is text and no index of safetensors, whose weight_map has a file for each tensor",
    cure: "name the .safetensors file, or its .safetensors.index.json",
  });
}

function filesOf(
  locations: readonly string[],
  openBeside: OpenExternal,
): ReadonlyMap<string, ReadonlyMap<string, SafetensorsEntry>> {
  const files = new Map<string, ReadonlyMap<string, SafetensorsEntry>>();
  let count = 0;
  for (const location of locations) {
    const entries = entriesOf(location, openBeside);
    count += entries.length;
    if (count > MOST_TENSORS) throw damagedCheckpoint(`it has more than ${MOST_TENSORS} tensors`);
    files.set(location, new Map(entries.map((entry) => [entry.name, entry])));
  }
  return files;
}

/** The entries of a part; what is wrong with it says which one it is. */
function entriesOf(location: string, openBeside: OpenExternal): readonly SafetensorsEntry[] {
  try {
    const source = opened(location, openBeside);
    const head = source.read(0, Math.min(HEAD_BYTES, source.size));
    const foreign = foreignFile(head, "checkpoint");
    if (foreign !== undefined) throw new CheckpointError(foreign);
    return safetensorsEntries(source);
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
