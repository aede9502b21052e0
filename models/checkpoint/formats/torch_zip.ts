// Checkpoints of PyTorch since 1.6: a zip archive with a pickle and a file for each storage
// (torch/serialization.py, _save). TorchScript has the same pickle, and code, which nobody runs here.

import type { ByteSource } from "../../file/wire/byte_source.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { CheckpointError } from "../checkpoint_error.ts";
import { PickleBudget } from "../pickle/pickle_machine.ts";
import { unpickle } from "../pickle/unpickle.ts";
import { chooseStateDict } from "../pickle/state_dicts.ts";
import { pickledCheckpoint, trailingNotices } from "./pickled_checkpoint.ts";
import { type ZipDirectory, zipDirectory } from "./zip_directory.ts";

const PICKLE = "data.pkl";

/**
 * Reads a zip archive of torch.save or torch.jit.save.
 *
 * @throws {CheckpointError} If it is none, or damaged.
 */
export function readTorchZip(source: ByteSource, key: string | undefined): Checkpoint {
  const directory = zipDirectory(source);
  const folder = folderOf(directory);
  requireLittleEndian(source, directory, folder);
  const pickle = directory.entry(folder + PICKLE) ?? { start: 0, byteLength: 0 };
  const range = { start: pickle.start, end: pickle.start + pickle.byteLength };
  const { value } = unpickle(source, range, new PickleBudget());
  const found = pickledCheckpoint(chooseStateDict(value, key), {
    source,
    locate: (storage) => directory.entry(`${folder}data/${storage.key}`),
  });
  const isScript = directory.names.includes(`${folder}constants.pkl`);
  return {
    ...found,
    format: isScript ? "TorchScript" : "PyTorch zip",
    notices: trailingNotices(directory.trailingBytes, "the end of its archive"),
  };
}

/** The one folder of the archive, with its slash. */
function folderOf({ names }: ZipDirectory): string {
  const pickles = names.filter((name) => /^[^/]*\/data\.pkl$/.test(name) || name === PICKLE);
  const [path] = pickles;
  if (path !== undefined && pickles.length === 1) return path.slice(0, -PICKLE.length);
  throw new CheckpointError({
    reason: "it is a zip archive and no checkpoint of PyTorch, which has one data.pkl",
    cure: "unpack it and name the checkpoint inside",
  });
}

function requireLittleEndian(
  source: ByteSource,
  directory: ZipDirectory,
  folder: string,
): void {
  const entry = directory.entry(`${folder}byteorder`);
  if (entry === undefined) return;
  const order = new TextDecoder().decode(source.read(entry.start, Math.min(entry.byteLength, 16)));
  if (order === "little") return;
  throw new CheckpointError({
    reason: `its elements have their bytes in the order "${order}"`,
    cure: "load and save it again on a machine of the usual order",
  });
}
