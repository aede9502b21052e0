// The functions of ONNX Runtime's C interface that we call. They stand in the struct OrtApi, to which
// versions only append (onnxruntime_c_api.h): a place is the same in every version from the one on
// that brought it. tests/fixtures/ort_api.txt has the whole struct, as its header lists it.

/** The version of the interface that we ask for; the newest of our functions came with it. */
export const API_VERSION = 24;

/** Place in the struct and parameters. */
export interface OrtFunction {
  readonly place: number;
  readonly parameters: readonly Deno.NativeType[];
  /** @default a status, which is an error unless it is null */
  readonly result?: Deno.NativeResultType;
}

/** Every function by its name there. */
export const ORT_FUNCTIONS = {
  CreateStatus: { place: 0, parameters: ["i32", "buffer"], result: "pointer" },
  GetErrorMessage: { place: 2, parameters: ["pointer"], result: "pointer" },
  CreateEnv: { place: 3, parameters: ["i32", "buffer", "buffer"] },
  DisableTelemetryEvents: { place: 6, parameters: ["pointer"] },
  CreateSession: { place: 7, parameters: ["pointer", "buffer", "pointer", "buffer"] },
  CreateSessionFromArray: {
    place: 8,
    parameters: ["pointer", "buffer", "usize", "pointer", "buffer"],
  },
  Run: {
    place: 9,
    parameters: ["pointer", "pointer", "buffer", "buffer", "usize", "buffer", "usize", "buffer"],
  },
  CreateSessionOptions: { place: 10, parameters: ["buffer"] },
  EnableProfiling: { place: 14, parameters: ["pointer", "buffer"] },
  SetSessionLogSeverityLevel: { place: 22, parameters: ["pointer", "i32"] },
  SetSessionGraphOptimizationLevel: { place: 23, parameters: ["pointer", "i32"] },
  SetIntraOpNumThreads: { place: 24, parameters: ["pointer", "i32"] },
  SessionGetInputCount: { place: 30, parameters: ["pointer", "buffer"] },
  SessionGetOutputCount: { place: 31, parameters: ["pointer", "buffer"] },
  SessionGetInputName: { place: 36, parameters: ["pointer", "usize", "pointer", "buffer"] },
  SessionGetOutputName: { place: 37, parameters: ["pointer", "usize", "pointer", "buffer"] },
  CreateTensorWithDataAsOrtValue: {
    place: 49,
    parameters: ["pointer", "buffer", "usize", "buffer", "usize", "i32", "buffer"],
  },
  GetTensorMutableData: { place: 51, parameters: ["pointer", "buffer"] },
  GetValueType: { place: 67, parameters: ["pointer", "buffer"] },
  CreateMemoryInfo: { place: 68, parameters: ["buffer", "i32", "i32", "i32", "buffer"] },
  CreateCpuMemoryInfo: { place: 69, parameters: ["i32", "i32", "buffer"] },
  AllocatorFree: { place: 76, parameters: ["pointer", "pointer"] },
  GetAllocatorWithDefaultOptions: { place: 78, parameters: ["buffer"] },
  ReleaseEnv: { place: 92, parameters: ["pointer"], result: "void" },
  ReleaseStatus: { place: 93, parameters: ["pointer"], result: "void" },
  ReleaseMemoryInfo: { place: 94, parameters: ["pointer"], result: "void" },
  ReleaseSession: { place: 95, parameters: ["pointer"], result: "void" },
  ReleaseValue: { place: 96, parameters: ["pointer"], result: "void" },
  ReleaseSessionOptions: { place: 100, parameters: ["pointer"], result: "void" },
  SessionEndProfiling: { place: 110, parameters: ["pointer", "pointer", "buffer"] },
  AddFreeDimensionOverrideByName: { place: 124, parameters: ["pointer", "buffer", "i64"] },
  AddSessionConfigEntry: { place: 130, parameters: ["pointer", "buffer", "buffer"] },
  RunWithBinding: { place: 133, parameters: ["pointer", "pointer", "pointer"] },
  CreateIoBinding: { place: 134, parameters: ["pointer", "buffer"] },
  ReleaseIoBinding: { place: 135, parameters: ["pointer"], result: "void" },
  BindInput: { place: 136, parameters: ["pointer", "buffer", "pointer"] },
  BindOutput: { place: 137, parameters: ["pointer", "buffer", "pointer"] },
  BindOutputToDevice: { place: 138, parameters: ["pointer", "buffer", "pointer"] },
  GetBoundOutputValues: { place: 140, parameters: ["pointer", "pointer", "buffer", "buffer"] },
  SynchronizeBoundOutputs: { place: 203, parameters: ["pointer"] },
  SessionOptionsAppendExecutionProvider_CUDA_V2: { place: 204, parameters: ["pointer", "pointer"] },
  CreateCUDAProviderOptions: { place: 205, parameters: ["buffer"] },
  UpdateCUDAProviderOptions: { place: 206, parameters: ["pointer", "buffer", "buffer", "usize"] },
  ReleaseCUDAProviderOptions: { place: 208, parameters: ["pointer"], result: "void" },
  GetBuildInfoString: { place: 254, parameters: [], result: "pointer" },
  GetKeyValuePairs: {
    place: 298,
    parameters: ["pointer", "buffer", "buffer", "buffer"],
    result: "void",
  },
  RegisterExecutionProviderLibrary: { place: 301, parameters: ["pointer", "buffer", "buffer"] },
  UnregisterExecutionProviderLibrary: { place: 302, parameters: ["pointer", "buffer"] },
  GetEpDevices: { place: 303, parameters: ["pointer", "buffer", "buffer"] },
  SessionOptionsAppendExecutionProvider_V2: {
    place: 304,
    parameters: ["pointer", "pointer", "buffer", "usize", "buffer", "buffer", "usize"],
  },
  HardwareDevice_Type: { place: 307, parameters: ["pointer"], result: "i32" },
  HardwareDevice_Vendor: { place: 309, parameters: ["pointer"], result: "pointer" },
  HardwareDevice_Metadata: { place: 311, parameters: ["pointer"], result: "pointer" },
  EpDevice_EpName: { place: 312, parameters: ["pointer"], result: "pointer" },
  EpDevice_EpMetadata: { place: 314, parameters: ["pointer"], result: "pointer" },
  EpDevice_Device: { place: 316, parameters: ["pointer"], result: "pointer" },
  GetTensorSizeInBytes: { place: 318, parameters: ["pointer", "buffer"] },
  GetTensorElementTypeAndShapeDataReference: {
    place: 414,
    parameters: ["pointer", "buffer", "buffer", "buffer"],
  },
} as const satisfies Readonly<Record<string, OrtFunction>>;
