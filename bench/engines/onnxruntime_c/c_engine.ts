// ONNX Runtime by its C interface as an engine: what onnxruntime-node's own binding cannot ask for, such
// as providers that are plugins. Runs one ONNX file and nothing else. With an argument, the name of a
// provider's device, it is that provider alone.

import { type ServedEngine, serveEngine } from "../parts/serve.ts";
import { openCModel } from "./c_model.ts";
import { probePlacement } from "./placed.ts";
import { loadedAlone, requestBy, SOLE_ENTRIES } from "./sole_provider.ts";

using held = new DisposableStack();
const [provider] = Deno.args;

const OF_DEVICES: ServedEngine = {
  probe: probePlacement,
  open: (request) => openCModel(request, held),
};

/** The processor is the machine's own, whatever the provider calls it. */
function engineOf(sole: string): ServedEngine {
  return {
    probe: async (request) => ({
      ...await probePlacement(requestBy(sole, request)),
      deviceName: null,
    }),
    async open(request) {
      const own = requestBy(sole, request);
      const model = await loadedAlone(sole, () => openCModel(own, held, SOLE_ENTRIES));
      return { ...model, loaded: { ...model.loaded, deviceName: null } };
    },
  };
}

await serveEngine(provider === undefined ? OF_DEVICES : engineOf(provider));
