// Which arguments of a call are files of the user's, and which are names in the catalog.

import { matchModels } from "../../models/catalog.ts";
import { commandsFor, promisedKind } from "../files/file_kind.ts";
import { UsageError } from "../shell/usage_error.ts";

/** A file of the user's. */
export interface FileArgument {
  /** As it was written. */
  readonly path: string;
}

/**
 * Whether an argument is a file: it ends in `.onnx`, or it is nothing in the catalog and has a
 * separator of folders in it, ends like a file that some command takes, or is there. `ViT-B/16` is a
 * network, `./resnet50` and `resnet50.pth` are files.
 */
export function isFileArgument(text: string): boolean {
  if (/\.onnx$/i.test(text)) return true;
  if (isInCatalog(text)) return false;
  return /[/\\]/.test(text) || promisedKind(text) !== undefined || isThere(text);
}

function isInCatalog(text: string): boolean {
  try {
    return matchModels(text).entries.length > 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** The error of a command that takes networks of the catalog only. */
export function notAFileHere(path: string): UsageError {
  return new UsageError(
    `Cannot take the file "${path}" as this command takes networks of the catalog: ` +
      commandsFor(path),
  );
}
