// onnxruntime-node, but for the end that it comes to when it shall answer to pictures.

import process from "node:process";
import { probeDevice } from "../../../bench/engines/onnxruntime_node/probe.ts";
import { openSession } from "../../../bench/engines/onnxruntime_node/session.ts";
import { serveEngine } from "../../../bench/engines/parts/serve.ts";

await serveEngine({
  probe: probeDevice,
  open: async (request) => ({ ...await openSession(request), runOn: () => process.exit(7) }),
});
