// Checkpoints of PyTorch before 1.6 (torch/serialization.py, _legacy_save): pickles one after the other,
// of a magic number, a version, the system, the object and the keys of its storages; then the storages.

import type { ByteSource } from "../../file/wire/byte_source.ts";
import { viewOf } from "../../file/wire/field_values.ts";
import type { Checkpoint, CheckpointType } from "../checkpoint.ts";
import { CheckpointError, damagedCheckpoint } from "../checkpoint_error.ts";
import { PickleBudget } from "../pickle/pickle_machine.ts";
import { isOfKind, itemsOf, type PickleValue } from "../pickle/pickle_value.ts";
import { unpickle, type Unpickled } from "../pickle/unpickle.ts";
import { elementBytesOf } from "../stored_tensor.ts";
import { chooseStateDict } from "../pickle/state_dicts.ts";
import { pickledCheckpoint, trailingNotices } from "./pickled_checkpoint.ts";

/** The magic number as a pickle, without the version of the protocol. */
export const LEGACY_MAGIC = "\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.";

const COUNT_BYTES = 8;

/** Storages of types that are not read, but passed over. */
const QUANTIZED_BYTES: Readonly<Record<string, number>> = {
  "unknown torch.QInt8Storage": 1,
  "unknown torch.QUInt8Storage": 1,
  "unknown torch.QUInt4x2Storage": 1,
  "unknown torch.QUInt2x4Storage": 1,
  "unknown torch.QInt32Storage": 4,
};

/**
 * Reads a file of the older form.
 *
 * @throws {CheckpointError} If it is damaged.
 */
export function readTorchLegacy(source: ByteSource, key: string | undefined): Checkpoint {
  const budget = new PickleBudget();
  let start = 0;
  const next = (): Unpickled => {
    const read = unpickle(source, { start, end: source.size }, budget);
    start = read.end;
    return read;
  };
  // The magic number and the version tell nothing more.
  next();
  next();
  requireLittleEndian(next().value);
  const root = next();
  const keys = itemsOf(next().value) ?? [];
  const places = placesOf(source, start, { keys, storages: root.storages });
  const found = pickledCheckpoint(chooseStateDict(root.value, key), {
    source,
    locate: (storage) => places.storages.get(storage.key),
  });
  return {
    ...found,
    format: "PyTorch before 1.6",
    notices: trailingNotices(source.size - places.end, "its last storage"),
  };
}

function requireLittleEndian(system: PickleValue): void {
  if (!isOfKind(system, "dict") || system.entries.get("little_endian") !== false) return;
  throw new CheckpointError({
    reason: "its elements have their highest byte first",
    cure: "load and save it again on a machine of the usual order",
  });
}

interface Place {
  readonly start: number;
  readonly byteLength: number;
}

/** Where each storage lies: they follow each other, each after the number of its elements. */
function placesOf(
  source: ByteSource,
  start: number,
  { keys, storages }: Pick<Unpickled, "storages"> & { readonly keys: readonly PickleValue[] },
): { readonly storages: ReadonlyMap<string, Place>; readonly end: number } {
  const places = new Map<string, Place>();
  let end = start;
  for (const key of keys) {
    const storage = typeof key === "string" ? storages.get(key) : undefined;
    if (storage === undefined) throw damagedCheckpoint(`no tensor uses storage "${key}"`, start);
    if (end + COUNT_BYTES > source.size) throw cutOff(storage.key, source.size);
    const count = viewOf(source.read(end, COUNT_BYTES)).getBigUint64(0, true);
    const byteLength = Number(count) * bytesOf(storage.dtype, storage.key);
    const first = end + COUNT_BYTES;
    end = first + byteLength;
    if (end > source.size) throw cutOff(storage.key, source.size);
    places.set(storage.key, { start: first, byteLength });
  }
  return { storages: places, end };
}

function bytesOf(dtype: CheckpointType, key: string): number {
  const byteLength = elementBytesOf(dtype) ?? QUANTIZED_BYTES[dtype];
  if (byteLength !== undefined) return byteLength;
  throw new CheckpointError({
    reason: `storage "${key}" is of ${dtype}, so that nobody can tell where the next one begins`,
    cure: "load and save it again with a newer torch",
  });
}

function cutOff(key: string, size: number): CheckpointError {
  return new CheckpointError({
    reason: `its storage "${key}" would end beyond the file of ${size} bytes`,
    cure: "the file is cut off, save or download it again",
  });
}
