// OpenVINO's provider as the tests find it: set up beside the packages, or not.

import {
  PLUGIN_PROVIDERS,
  providerLibraryPath,
} from "../../bench/engines/onnxruntime_c/plugin_providers.ts";

const library = providerLibraryPath(PLUGIN_PROVIDERS.openvino.package, Deno.build.os);
const isSetUp = library !== undefined && await Deno.stat(library).then(() => true, () => false);

/** Options of a test that needs it, and the end of its name, which says why it is left out. */
export const OPENVINO = {
  needs: { ignore: !isSetUp },
  skipped: isSetUp ? "" : " (skipped: deno task setup --device openvino)",
} as const;
