// onnxruntime-node as an engine: runs one ONNX file and nothing else, so that a crash, a leak or an
// out-of-memory kill costs one row.

import { serveEngine } from "../parts/serve.ts";
import { probeDevice } from "./probe.ts";
import { openSession } from "./session.ts";

await serveEngine({
  probe: probeDevice,
  open: (request) => openSession(request),
});
