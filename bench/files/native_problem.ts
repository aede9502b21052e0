// Why ONNX Runtime's native library does not load at all: Deno runs no install scripts and, where it is
// hosted, no native code.

const CURE = "run `deno install` in the suite's folder";

/** What Deno and the system say, and what it means. */
const CAUSES: readonly (readonly [said: RegExp, meant: string])[] = [
  [
    /Requires ffi access/,
    "this Deno may load no native library, as hosted ones never may: run it on a machine of your own",
  ],
  [
    /Cannot find (?:module|package).*onnxruntime|onnxruntime.*(?:not found|No such file)/i,
    `ONNX Runtime is not installed, or has no native library for this system: ${CURE}`,
  ],
  [
    /cannot open shared object file|GLIBC\w*_[\d.]+' not found|dlopen|LoadLibrary/,
    "ONNX Runtime's native library needs what this system lacks: take a newer system (glibc 2.28)",
  ],
];

/** The reason for people, from what a process that could not load it left behind; `undefined`: another. */
export function nativeProblem(stderr: string): string | undefined {
  return CAUSES.find(([said]) => said.test(stderr))?.[1];
}
