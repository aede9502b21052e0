// Careless changes of the engine that calls ONNX Runtime's C interface, and of what sets devices up.

import type { Mutation } from "./mutation.ts";

/** Of bench/engines/onnxruntime_c and cli/setup. */
export const PLUGIN_MUTATIONS: readonly Mutation[] = [
  {
    what: "another version of the runtime is called by the places of ours",
    file: "bench/engines/onnxruntime_c/ort_library.ts",
    find: "if (version !== wanted) {",
    replace: "if (version === null) {",
  },
  {
    what: "a status is not looked at",
    file: "bench/engines/onnxruntime_c/ort_library.ts",
    find: "    if (status === null) return;",
    replace: "    return;",
  },
  {
    what: "a function of the struct is one place further",
    file: "bench/engines/onnxruntime_c/ort_functions.ts",
    find: "place: 304,",
    replace: "place: 305,",
  },
  {
    what: "the runtime reads beyond the bytes of a tensor",
    file: "bench/engines/onnxruntime_c/ort_run.ts",
    find: "  requireWhole(name, tensor);\n",
    replace: "",
  },
  {
    what: "the bytes of an input are freed while the runtime reads them",
    file: "bench/engines/onnxruntime_c/ort_run.ts",
    find: "held: own, ",
    replace: "held: null, ",
  },
  {
    what: "outputs of the run before are written over",
    file: "bench/engines/onnxruntime_c/ort_run.ts",
    find: "    outputs.release();\n",
    replace: "",
  },
  {
    what: "outputs are never given back",
    file: "bench/engines/onnxruntime_c/ort_run.ts",
    find: "if (pointer !== null) calls.ReleaseValue(pointer);",
    replace: "pointer === null;",
  },
  {
    what: "a bound run computes once only",
    file: "bench/engines/onnxruntime_c/ort_run.ts",
    find: "        else calls.RunWithBinding(session.pointer, null, binding);\n",
    replace: "",
  },
  {
    what: "OpenVINO computes in what it likes best",
    file: "bench/engines/onnxruntime_c/placement.ts",
    find: "INFERENCE_PRECISION_HINT: hint, ",
    replace: "",
  },
  {
    what: "OpenVINO takes all cores",
    file: "bench/engines/onnxruntime_c/placement.ts",
    find: ", INFERENCE_NUM_THREADS: String(threads)",
    replace: "",
  },
  {
    what: "a hint that is not obeyed passes",
    file: "bench/engines/onnxruntime_c/placement.ts",
    find: "|| found === precision) return;",
    replace: "|| found !== null) return;",
  },
  {
    what: "the first of several providers is taken unasked",
    file: "bench/engines/onnxruntime_c/placement.ts",
    find: "name === undefined && names.length > 1",
    replace: "name === undefined && names.length > 9",
  },
  {
    what: "any file is unpacked and run",
    file: "cli/setup/unpack_wheel.ts",
    find: "if (found === sha256) return;",
    replace: "return;",
  },
  {
    what: "an archive writes outside of its folder",
    file: "cli/setup/unpack_wheel.ts",
    find: String.raw`/^\w[\w.+-]*$/`,
    replace: "/./",
  },
  {
    what: "pip fetches what it depends on, too",
    file: "cli/setup/fetch_wheel.ts",
    find: `"--no-deps", `,
    replace: "",
  },
  {
    what: "CUDA's libraries take the place of the user's library path",
    file: "bench/gpu/cuda_libraries.ts",
    find: "$0${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}",
    replace: "$0",
  },
  {
    what: "a run on cuda:1 counts the machine's GPUs and not those that it may see",
    file: "bench/gpu/gpu_binding.ts",
    find: "const seen = visible ?? gpus",
    replace: "const seen = gpus",
  },
  {
    what: "Slurm's numbers of GPUs are taken where the job sees only its own",
    file: "bench/gpu/gpu_binding.ts",
    find: "visible: numbers.length > 0 && isSeen ? numbers : undefined",
    replace: "visible: numbers.length > 0 ? numbers : undefined",
  },
  {
    what: "a bundle joins parts that were changed on their way",
    file: "cli/bundle/join_script.ts",
    find: '!= "$sum" ]',
    replace: '= "" ]',
  },
  {
    what: "a bundle joins its parts at every call",
    file: "cli/bundle/join_script.ts",
    find: `  [ ! -d "$joined" ] || return 0
  missing=`,
    replace: "  missing=",
  },
  {
    what: "a model is loaded while the processes of others still get ready",
    file: "bench/process/early_starts.ts",
    find: "await ready(await started)",
    replace: "await started",
  },
  {
    what: "once a network is loaded, others are waited for until no time is left for rounds",
    file: "bench/run/loaded_engines.ts",
    find: "isRowLoaded ? end?.othersMs : end?.firstMs",
    replace: "end?.firstMs",
  },
  {
    what: "a step of gpu-report takes the time of those that follow",
    file: "cli/gpu/step_times.ts",
    find: "Math.min(scale * mostMs, leftMs)",
    replace: "scale * mostMs",
  },
  {
    what: "a step of gpu-report goes on when its time is over",
    file: "cli/gpu/run_step.ts",
    find: 'const askToEnd = () => end(child, "SIGTERM");',
    replace: "const askToEnd = () => undefined;",
  },
  {
    what: "gpu-report joins the records of steps that measured nothing",
    file: "cli/gpu/run_report.ts",
    find: "if (records !== undefined) measured.push(records);",
    replace: "measured.push(records ?? name);",
  },
  {
    what: "a bundle has the time of its making",
    file: "cli/bundle/bundle_archive.ts",
    find: "mtime: new Date(0)",
    replace: "mtime: new Date()",
  },
];
