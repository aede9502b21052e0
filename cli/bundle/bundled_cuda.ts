// The CUDA provider for a bundle: that of the package which `setup --device cuda` takes.

import { dirname } from "node:path";
import type { Wheel } from "../../bench/engines/onnxruntime_c/plugin_providers.ts";
import { pythonOf } from "../engines/engine_places.ts";
import { CUDA_PACKAGE } from "../setup/cuda_package.ts";
import { unpackedPackage } from "../setup/unpacked_package.ts";
import type { Arguments } from "../shell/command.ts";
import { requireRoom } from "../shell/files.ts";
import { openScratch } from "../shell/scratch.ts";
import { UsageError } from "../shell/usage_error.ts";
import type { CudaVersions } from "./bundle_manifest.ts";
import { type CudaParts, partPath, writeParts } from "./cuda_parts.ts";
import type { Platform } from "./package_files.ts";

/** The package's file by what the runtime's packages call the platform. */
const WHEELS: Readonly<Record<string, Wheel>> = {
  "linux-x64": CUDA_PACKAGE.wheels["linux-x86_64"],
};

/** What a bundle is made for. */
export interface BundleTarget {
  /** The archive, beside which the parts are written. */
  readonly out: string;
  readonly platform: Platform;
  readonly level: number;
  readonly say: (line: string) => void;
}

/**
 * Gets the provider's libraries and writes them as parts beside the archive.
 *
 * @throws {UsageError} If there are none for the platform, the file is another one, or a part is there
 * already.
 * @throws {RunError} If it cannot be fetched.
 */
export async function bundledCuda(
  args: Arguments,
  { out, platform, level, say }: BundleTarget,
): Promise<CudaParts> {
  const wheel = wheelFor(platform);
  const folder = dirname(out);
  await requireRoom(partPath(folder, 1), { force: args.has("force") });
  await using scratch = await openScratch();
  const unpacked = await unpackedPackage({
    found: CUDA_PACKAGE,
    wheel,
    given: args.text("wheel"),
    python: pythonOf(args),
    folder: `${scratch.path}/cuda`,
    scratch: scratch.path,
    again: "deno task bundle --with cuda",
    say,
  });
  const libraries = CUDA_PACKAGE.only.map((name) => `${unpacked}/${name}`);
  return await writeParts(libraries, { folder, level });
}

function wheelFor(platform: Platform): Wheel {
  const wheel = WHEELS[platform];
  if (wheel !== undefined) return wheel;
  throw new UsageError(
    `Cannot bundle CUDA for ${platform} as ${CUDA_PACKAGE.name} ${CUDA_PACKAGE.version} has files ` +
      `for ${Object.keys(WHEELS).join(", ")} only: leave cuda out of --with`,
  );
}

/** What the manifest says of it. */
export function cudaVersions({ parts }: CudaParts): CudaVersions {
  const { name, version, wheels: { "linux-x86_64": { file, sha256 } } } = CUDA_PACKAGE;
  return { package: name, version, wheel: file, sha256, parts };
}
