// What a call that writes records into a folder holds until it ends, whatever it measures.

import { abortOnSignals } from "../shell/abort_on_signals.ts";
import { requireWritableFolder } from "../shell/files.ts";
import { type Progress, progressOn } from "../shell/progress.ts";
import { openScratch } from "../shell/scratch.ts";
import { RECORDS_NAME } from "./read_records.ts";
import { openRecordsFile, type RecordsFile } from "./records_file.ts";

/** A folder of records that nobody else writes to, and what goes with writing there. */
export interface RunFolder {
  readonly file: RecordsFile;
  /** Folder for weights while a model is loaded. */
  readonly scratchPath: string;
  /** Aborted by the person, or by `abort`. */
  readonly signal: AbortSignal;
  readonly abort: () => void;
  readonly progress: Progress;
}

/**
 * Takes hold of a folder until `stack` is disposed of.
 *
 * @throws {UsageError} If the folder takes no files, another run writes there, or there is no room
 * for scratch.
 */
export async function holdRunFolder(
  stack: AsyncDisposableStack,
  folder: string,
  { quiet }: { readonly quiet: boolean },
): Promise<RunFolder> {
  await requireWritableFolder(folder);
  const { signal, abort, stop } = abortOnSignals();
  stack.defer(stop);
  const file = openRecordsFile(`${folder}/${RECORDS_NAME}`);
  stack.defer(file.close);
  const scratch = stack.use(await openScratch());
  const progress = progressOn({ quiet });
  stack.defer(progress.end);
  return { file, scratchPath: scratch.path, signal, abort, progress };
}
