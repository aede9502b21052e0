// ONNX Runtime by its C interface as an engine: what onnxruntime-node's own binding cannot ask for, such
// as providers that are plugins. Runs one ONNX file and nothing else.

import { serveEngine } from "../parts/serve.ts";
import { openCModel } from "./c_model.ts";
import { probePlacement } from "./placed.ts";

using held = new DisposableStack();
await serveEngine({
  probe: probePlacement,
  open: (request) => openCModel(request, held),
});
