// What keeps the processes that we start from talking to the network.

/** Variables for every process that loads the runtime, or that is a deno of its own. */
export const SILENT = {
  /** ONNX Runtime reports its use to its maker from 1.30 on, and leaves files behind. */
  ORT_DISABLE_TELEMETRY: "1",
  /** Deno asks once a day whether there is a newer one. */
  DENO_NO_UPDATE_CHECK: "1",
} as const;
