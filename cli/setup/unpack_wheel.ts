// The libraries of a package's file: found to be the very file that was tried, and unpacked.

import { unzipSync } from "fflate";
import type { ProviderPackage, Wheel } from "../../bench/engines/onnxruntime_c/plugin_providers.ts";
import { fileSha256 } from "../shell/files.ts";
import { runError, UsageError } from "../shell/usage_error.ts";

/** What was unpacked. */
export interface Unpacked {
  readonly fileCount: number;
  readonly bytes: number;
}

/**
 * Makes sure that a file is the package's file that we know: what is in it will run with the user's
 * rights.
 *
 * @throws {UsageError} If it is not there or another one, with what its bytes hash to.
 */
export function requireSameWheel(path: string, { file, sha256 }: Wheel): void {
  const found = fileSha256(path);
  if (found === sha256) return;
  throw new UsageError(
    `Cannot use "${path}" as it is not ${file} whole and unchanged: its SHA-256 is ${found}, ` +
      `it must be ${sha256}, fetch it again`,
  );
}

/** A name that is not hidden and leads nowhere else. */
const PLAIN_NAME = /^\w[\w.+-]*$/;

/**
 * Unpacks the libraries into a folder, which has all of them or is not there.
 *
 * @throws {UsageError} If the file is no such package, or names a place outside of the folder.
 * @throws {RunError} If the system refuses to write.
 */
export async function unpackWheel(
  path: string,
  found: Pick<ProviderPackage, "folder" | "only">,
  folder: string,
): Promise<Unpacked> {
  const entries = entriesOf(path, found);
  const part = `${folder}.${crypto.randomUUID()}.part`;
  try {
    await Deno.mkdir(part, { recursive: true });
    for (const [name, bytes] of entries) await Deno.writeFile(`${part}/${name}`, bytes);
    await Deno.remove(folder, { recursive: true }).catch(() => undefined);
    await Deno.rename(part, folder);
  } catch (error) {
    await Deno.remove(part, { recursive: true }).catch(() => undefined);
    throw runError("write to", folder, error);
  }
  const bytes = entries.reduce((sum, [, { length }]) => sum + length, 0);
  return { fileCount: entries.length, bytes };
}

/** Files of the folder within a package, by their names in it. */
function entriesOf(
  path: string,
  { folder: inside, only }: Pick<ProviderPackage, "folder" | "only">,
): readonly (readonly [string, Uint8Array])[] {
  const nameOf = (entry: string) => entry.slice(inside.length + 1);
  const isWanted = (entry: string) =>
    entry.startsWith(`${inside}/`) && !entry.endsWith("/") &&
    (only === undefined || only.includes(nameOf(entry)));
  const found = Object.entries(unzipped(path, isWanted));
  if (found.length === 0) {
    throw new UsageError(`Cannot unpack "${path}" as it has no folder ${inside}`);
  }
  return found.map(([entry, bytes]) => {
    const name = nameOf(entry);
    if (!PLAIN_NAME.test(name)) {
      throw new UsageError(`Cannot unpack "${path}" as "${entry}" in it is no file of its folder`);
    }
    return [name, bytes];
  });
}

function unzipped(path: string, isWanted: (name: string) => boolean) {
  try {
    return unzipSync(Deno.readFileSync(path), { filter: ({ name }) => isWanted(name) });
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new UsageError(`Cannot unpack "${path}" as it is no whole archive: ${reason}`);
  }
}
