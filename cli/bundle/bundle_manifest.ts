// What a bundle says of itself: versions, and the hash of every file in it.

import { createHash } from "node:crypto";
import { inOrder } from "./bundle_archive.ts";
import { type BundleEntry, type BundlePart, bytesOf } from "./bundle_entry.ts";
import type { Part } from "./cuda_parts.ts";

/** Which things are in a bundle. */
export interface BundleVersions {
  readonly suite: string;
  readonly commit: string | null;
  readonly isDirty: boolean | null;
  readonly platform: string;
  /** `null` if the Deno of another platform was given, which cannot be asked. */
  readonly deno: string | null;
  readonly packages: Readonly<Record<string, string>>;
  /** The CUDA provider, if it goes along. */
  readonly cuda?: CudaVersions;
}

/** Which package, by its file, and the parts that its libraries are in. */
export interface CudaVersions {
  readonly package: string;
  readonly version: string;
  readonly wheel: string;
  readonly sha256: string;
  readonly parts: readonly Part[];
}

/** A manifest as text, and what the parts weigh before they are compressed. */
export interface Manifest {
  readonly text: string;
  readonly partBytes: Readonly<Record<BundlePart, number>>;
}

/** The manifest of entries. */
export async function manifestOf(
  versions: BundleVersions,
  entries: readonly BundleEntry[],
): Promise<Manifest> {
  const partBytes = { deno: 0, runtime: 0, packages: 0, suite: 0 };
  const files = [];
  for (const entry of inOrder(entries)) {
    if ("link" in entry.from) continue;
    const bytes = await bytesOf(entry);
    partBytes[entry.part] += bytes.length;
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    files.push({ path: entry.path, bytes: bytes.length, sha256 });
  }
  const packages = Object.fromEntries(Object.entries(versions.packages).toSorted());
  const content = { ...versions, packages, files };
  return { text: `${JSON.stringify(content, null, 2)}\n`, partBytes };
}
