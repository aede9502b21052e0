// The Vulkan loader for a bundle, as a bare machine may have a driver and no loader: this system's own.

import { UsageError } from "../shell/usage_error.ts";
import type { BundleEntry } from "./bundle_entry.ts";

/** Folder of a bundle whose libraries are found by all that it starts. */
export const LIBRARY_FOLDER = "lib";

const LOADER = "libvulkan.so.1";
/** Where distributions of Linux keep libraries. */
const FOLDERS = [
  "/usr/lib/x86_64-linux-gnu",
  "/usr/lib/aarch64-linux-gnu",
  "/usr/lib64",
  "/usr/lib",
];

/** The loader; throws UsageError where there is none. */
export async function vulkanLoader(
  folders: readonly string[] = FOLDERS,
): Promise<BundleEntry> {
  for (const folder of folders) {
    const file = await Deno.realPath(`${folder}/${LOADER}`).catch(() => undefined);
    if (file === undefined) continue;
    return { path: `${LIBRARY_FOLDER}/${LOADER}`, part: "runtime", from: { file } };
  }
  throw new UsageError(
    `Cannot bundle the Vulkan loader as this system has no ${LOADER}: install its package, which is ` +
      "called libvulkan1 or vulkan-loader",
  );
}
