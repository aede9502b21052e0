// A package's libraries in a folder: its file fetched, unless the user has it, found to be the very file
// that was tried, and unpacked.

import { bytesText } from "../../reports/text/unit_text.ts";
import { type FetchRequest, fetchWheel } from "./fetch_wheel.ts";
import { requireSameWheel, unpackWheel } from "./unpack_wheel.ts";

/** Which package, from where, into which folder. */
export interface PackageRequest extends FetchRequest {
  /** The file, if the user has fetched it: nothing is fetched then. */
  readonly given: string | undefined;
  /** Where it lies meanwhile if it is fetched. */
  readonly scratch: string;
  readonly say: (line: string) => void;
}

/**
 * Unpacks the libraries.
 *
 * @returns Their folder, which has all of them.
 * @throws {UsageError} If the file is not the one that is known.
 * @throws {RunError} If it cannot be fetched or unpacked.
 */
export async function unpackedPackage(request: PackageRequest): Promise<string> {
  const { found, wheel, given, folder, scratch, say } = request;
  if (given === undefined) {
    say(`fetching ${wheel.file} (${bytesText(wheel.bytes)}) from PyPI`);
  }
  const path = given ?? await fetchWheel({ ...request, folder: scratch });
  requireSameWheel(path, wheel);
  const { fileCount, bytes } = await unpackWheel(path, found, folder);
  say(`unpacked ${fileCount} files (${bytesText(bytes)}) into ${folder}`);
  return folder;
}
